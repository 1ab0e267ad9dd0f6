import { describe, expect, test } from "bun:test";
import { DIRECTIVES, isKnownDirective } from "../../../src/report/directives.ts";

describe("directive names", () => {
  test.each([
    "script-src-elem",
    "frame-ancestors",
    "trusted-types",
    "plugin-types",
    "prefetch-src",
  ])("%s is known", (name) => expect(isKnownDirective(name)).toBe(true));

  test.each(["nonsense", "Script-Src", "", "constructor", "__proto__"])("%p is not", (name) =>
    expect(isKnownDirective(name)).toBe(false),
  );

  test("each is listed once, in lower case", () => {
    expect(new Set(DIRECTIVES).size).toBe(DIRECTIVES.length);
    expect(DIRECTIVES.map((name) => name.toLowerCase())).toEqual([...DIRECTIVES]);
  });
});
