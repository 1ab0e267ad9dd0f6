import { describe, expect, test } from "bun:test";
import { describeFailure } from "../../../../src/sink/http/failure.ts";

describe("what is said of a request without an answer", () => {
  test.each([
    ["ECONNREFUSED", "nobody listens there (ECONNREFUSED)"],
    ["ENOTFOUND", "the name cannot be resolved (ENOTFOUND)"],
    [
      "ERR_TLS_CERT_ALTNAME_INVALID",
      "its certificate is not trusted (ERR_TLS_CERT_ALTNAME_INVALID)",
    ],
    [
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      "its certificate is not trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE)",
    ],
    ["EHOSTUNREACH", "EHOSTUNREACH"],
  ])("with the code %s", (code, said) => {
    const error = Object.assign(new Error('fetching "https://hook.example/hunter2"'), { code });
    expect(describeFailure(error)).toBe(said);
  });

  test("without a code is nothing that the error says", () => {
    expect(describeFailure(new Error("https://hook.example/hunter2"))).toBe("the request failed");
    expect(describeFailure("hunter2")).toBe("the request failed");
  });
});
