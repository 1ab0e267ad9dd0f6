import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { readChildMessage, toWire } from "../../../src/external/protocol.ts";

const ERROR = { name: "Error", message: "m", code: null, fatal: false, retryAfter: null };

describe("a line of a child is read as", () => {
  test.each([
    ["the value of a call", { id: 1, value: { rejected: [] } }, { id: 1, value: { rejected: [] } }],
    ["no value", { id: 1 }, { id: 1, value: undefined }],
    ["an error", { id: 1, error: ERROR }, { id: 1, error: ERROR }],
    [
      "an error with nonsense beside its text",
      { id: 1, error: { name: "E", message: "m", code: 7, fatal: "yes", retryAfter: -1 } },
      { id: 1, error: { ...ERROR, name: "E" } },
    ],
    [
      "a log line",
      { log: "warn", message: "m", fields: { a: 1, b: { c: 2 } } },
      { log: "warn", message: "m", fields: { a: 1, b: '{"c":2}' } },
    ],
    ["its last words", { dying: "x" }, { dying: "x" }],
    ["its memory", { rss: 5 }, { rss: 5 }],
    ["nothing: an error without a text", { id: 1, error: { name: "E" } }, null],
    ["nothing: a level that there is not", { log: "constructor", message: "m" }, null],
    ["nothing: no object", [1], null],
  ])("%s", (_, line, message) =>
    expect<unknown>(readChildMessage(Buffer.from(JSON.stringify(line)))).toEqual(message),
  );

  test("something or nothing, whatever it is", () => {
    const key = fc.constantFrom(
      "id",
      "value",
      "error",
      "log",
      "message",
      "fields",
      "dying",
      "rss",
      "name",
      "__proto__",
    );
    const odd = fc.dictionary(key, fc.oneof(fc.jsonValue(), fc.constantFrom("info", 1, {})));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          odd.map((each) => JSON.stringify(each)),
        ),
        (text) => {
          const message = readChildMessage(Buffer.from(text));
          expect(message === null || typeof message === "object").toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

test("whatever is thrown crosses as plain data", () => {
  fc.assert(
    fc.property(
      fc.anything({ withNullPrototype: true, withBigInt: true, withSparseArray: true }),
      (thrown) => {
        const wire = toWire(thrown, (text) => text);
        expect(JSON.parse(JSON.stringify(wire))).toEqual(wire);
      },
    ),
    { numRuns: 1_000 },
  );
  const hostile = {
    get code(): string {
      throw new Error("no");
    },
  };
  expect(toWire(hostile, (text) => text).message).toBe("An error that has no text.");
  expect(
    toWire(
      Object.assign(new Error("m"), { code: "sink_error", fatal: true, retryAfter: 5 }),
      (text) => text,
    ),
  ).toEqual({
    name: "Error",
    message: "m",
    code: "sink_error",
    fatal: true,
    retryAfter: 5,
  });
});
