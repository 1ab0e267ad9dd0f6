import { describe, expect, test } from "bun:test";
import { asSinkError } from "./failure.ts";

function refusal(code: string): Error {
  return Object.assign(new Error(code), { code, errno: -1, syscall: "open" });
}

describe("a refusal of the operating system", () => {
  test.each(["EACCES", "EPERM", "EISDIR", "ENOTDIR", "ELOOP", "ENAMETOOLONG"])(
    "%s stops the sink and says what to change",
    (code) => {
      const error = asSinkError(refusal(code), "/x/r.ndjson");
      expect(error).toMatchObject({ code: "sink_error", fatal: true });
      expect(error).toHaveProperty(
        "message",
        expect.stringMatching(/^\/x\/r\.ndjson cannot be written: .+ \(E\w+\)$/),
      );
    },
  );

  test.each(["ENOSPC", "EDQUOT", "EIO", "EROFS", "EMFILE", "EFBIG", "ENOENT", "ESTALE"])(
    "%s may pass: it is tried again",
    (code) => {
      const error = asSinkError(refusal(code), "/x/r.ndjson");
      expect(error).toMatchObject({ code: "sink_error", fatal: false });
      expect(error).toHaveProperty("message", `/x/r.ndjson could not be written (${code})`);
    },
  );

  test("no other error is touched", () => {
    const error = new TypeError("a bug");
    expect(asSinkError(error, "/x")).toBe(error);
  });
});
