import { describe, expect, test } from "bun:test";
import { excerpt } from "./excerpt.ts";

describe("what is shown of an answer", () => {
  test.each([
    ["the header's value", "key Basic YWJj: no", "key …: no"],
    ["what follows its scheme", "key YWJj, Basic", "key …, Basic"],
    ["other secrets too", "tenant t-1 of t-1", "tenant … of …"],
    ["control characters", "  bad\u0007 \u001b[31m\nkey \u202e!", "bad [31m key !"],
    ["nothing", "", ""],
  ])("%s", (_name, text, shown) => {
    expect(excerpt(text, ["Basic YWJj", "t-1", ""])).toBe(shown);
  });

  test("is of bounded length and well-formed", () => {
    const shown = excerpt(`${"x".repeat(199)}😀${"y".repeat(1_000)}`, []);
    expect(shown.length).toBe(201);
    expect(shown.isWellFormed()).toBe(true);
  });
});
