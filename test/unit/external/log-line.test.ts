import { describe, expect, test } from "bun:test";
import { boundedLine, logCost } from "../../../src/external/log-line.ts";
import { masking } from "../../../src/external/mask.ts";
import type { LogFields } from "../../../src/sink/context.ts";

const mask = masking(["hidden"]);

function bounded(fields: LogFields, message = "m") {
  return boundedLine({ log: "info", message, fields }, mask);
}

describe("a line of a sink's log", () => {
  test("is told as it is within its bounds, without secrets", () => {
    expect(bounded({ a: 1, hidden: "so hidden", b: null })).toEqual({
      log: "info",
      message: "m",
      fields: { a: 1, "********": "so ********", b: null },
    });
  });

  test("hides nothing that the logger says of it", () => {
    expect(bounded({ level: "fatal", sink: "sqlite", ["__proto__"]: 1 }).fields).toEqual({
      level_: "fatal",
      sink_: "sqlite",
      __proto___: 1,
    });
  });

  test.each<[string, LogFields, number]>([
    ["many fields", Object.fromEntries(Array.from({ length: 1_000 }, (_, key) => [key, key])), 968],
    [
      "long texts",
      Object.fromEntries(Array.from({ length: 20 }, (_, key) => [key, "x".repeat(9_000)])),
      17,
    ],
  ])(
    "has no more than its bounds of %s, and says how many fields are left out",
    (_, fields, left) => {
      const line = bounded(fields, "y".repeat(10_000));
      expect(line.fields.fieldsLeftOut).toBe(left);
      expect(line.message).toHaveLength(2_000);
      expect(JSON.stringify(line).length).toBeLessThan(9_000);
    },
  );

  test("is masked before it is cut: no part of a secret is left at the end", () => {
    expect(bounded({}, `${"x".repeat(1_996)}hidden`).message).toBe(`${"x".repeat(1_996)}****`);
  });

  test("counts by its length against the rate", () => {
    expect(logCost(bounded({}))).toBe(1);
    expect(logCost(bounded({ a: "x".repeat(1_900) }, "x".repeat(1_900)))).toBeGreaterThan(3);
  });
});
