import { describe, expect, test } from "bun:test";
import { parseHeaders, renderHeaders } from "./header.ts";

const message = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return error instanceof TypeError ? error.message : "another error";
  }
  return "none";
};

describe("headers", () => {
  const values = { batch_id: "b-2", count: 2, sink: "hook", project: "shop" };

  test("fill in each placeholder, as often as it occurs, and leave other braces alone", () => {
    const templates = parseHeaders(
      {
        "X-A": "{batch_id}/{count}/{count}",
        "X-B": '{"s":"{sink}"} {} {Count}',
        "X-C": "{project}",
      },
      true,
    );
    expect(renderHeaders(templates, values)).toEqual({
      "X-A": "b-2/2/2",
      "X-B": '{"s":"hook"} {} {Count}',
      "X-C": "shop",
    });
  });

  test.each([["a\r\nevil: 1"], ["smörgås\u0000"], ["\u2028"]])(
    "cannot be broken out of by the value %p of a placeholder",
    (project) => {
      const rendered = renderHeaders(parseHeaders({ "x-p": "{project}" }, true), {
        ...values,
        project,
      });
      expect(rendered["x-p"]).toMatch(/^[\x20-\x7e]*$/);
    },
  );

  test.each<[Record<string, string>, string]>([
    [{ "bad name": "x" }, "no name"],
    [{ "": "x" }, "no name"],
    [{ "x:": "x" }, "no name"],
    [{ "x\r\ny": "x" }, "no name"],
    [{ Host: "x" }, "must not set"],
    [{ connection: "x" }, "must not set"],
    [{ "Keep-Alive": "x" }, "must not set"],
    [{ "proxy-authorization": "x" }, "must not set"],
    [{ TE: "x" }, "must not set"],
    [{ "transfer-encoding": "chunked" }, "must not set"],
    [{ upgrade: "x" }, "must not set"],
    [{ "Content-Length": "0" }, "must not set"],
    [{ "content-type": "text/plain" }, "must not set"],
    [{ "Webhook-Id": "x" }, "must not set"],
    [{ "x-a": "1", "X-A": "2" }, "twice"],
    [{ "x-a": "hunter2\nx-b: 1" }, "line breaks"],
    [{ "x-a": "hunter2\r" }, "line breaks"],
    [{ "x-a": "hunter2\u0000" }, "line breaks"],
    [{ "x-a": "hunter2é" }, "ASCII"],
    [{ "x-a": "hunter2 {token}" }, "unknown placeholder"],
    [{ "x-a": "hunter2 {project}" }, 'body = "single"'],
  ])("are refused: %p", (headers, word) => {
    const said = message(() => parseHeaders(headers, false));
    expect(said).toContain(word);
    expect(said).not.toContain("hunter2");
  });
});
