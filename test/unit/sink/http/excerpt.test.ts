import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { excerpt } from "../../../../src/sink/http/excerpt.ts";

describe("excerpt", () => {
  test.each([
    ["one line", "  bad\r\n\tkey  ", [], "bad key"],
    ["no control characters", "bad\u0007 \u001b[31m\u009b key \u202e!", [], "bad [31m key !"],
    ["no secret", "token hunter2, hunter2!", ["hunter2"], "token …, …!"],
    ["nor the longer of two", "Basic YWJj YWJj", ["YWJj", "Basic YWJj"], "… …"],
    ["nor one with line breaks in it", "no: a\nb", ["a\nb"], "no: …"],
    ["nor one as JSON may write it", '{"no":"a\\/b c"}', ["a/b c"], '{"no":"…"}'],
    ["no harm by empty or absent ones", "no", ["", undefined], "no"],
    ["nothing", " \n", [], ""],
  ])("shows %s", (_what, text, hide, shown) => {
    expect(excerpt(text, { hide })).toBe(shown);
  });

  test.each([
    [undefined, 160],
    [20, 20],
  ])("of length %p has at most %p characters and the mark of the cut", (length, most) => {
    const options = length === undefined ? {} : { length };
    expect(excerpt("x".repeat(most), options)).toBe("x".repeat(most));
    expect(excerpt("x".repeat(1_000), options)).toBe(`${"x".repeat(most)}…`);
  });

  test("is one printable line, whatever the text", () => {
    const anyText = fc.string({ unit: "binary", maxLength: 400 });
    fc.assert(
      fc.property(anyText, (text) => {
        const shown = excerpt(text);
        expect(shown.isWellFormed()).toBe(true);
        expect(shown).not.toMatch(/\p{C}|[\p{Zl}\p{Zp}]|^\s|\s$/u);
        expect(shown.length).toBeLessThanOrEqual(161);
      }),
    );
    expect(excerpt(`${"x".repeat(159)}😀`).isWellFormed()).toBe(true);
  });
});
