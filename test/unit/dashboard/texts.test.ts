import { describe, expect, test } from "bun:test";
import { browserName } from "../../../src/dashboard/app/ui/browser.ts";
import { safeJson } from "../../../src/dashboard/app/ui/json.ts";

const CHROME =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";

describe("a browser is named", () => {
  test.each([
    [CHROME, "Chrome 156 on Linux"],
    [`${CHROME} Edg/156.0.0.0`, "Edge 156 on Linux"],
    [CHROME.replace("Chrome", "HeadlessChrome"), "Headless Chrome 156 on Linux"],
    [
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0",
      "Firefox 144 on Windows",
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1",
      "Safari 19 on iOS",
    ],
    ["Firefox/144", "Firefox 144"],
    ["curl/8.5.0", null],
    [`${" ".repeat(600)}Firefox/144`, null],
    ["", null],
    [null, null],
  ])("%s", (userAgent, name) => {
    expect(browserName(userAgent)).toBe(name);
  });
});

describe("JSON for people", () => {
  test("reads back to the same value", () => {
    const value = {
      a: ["\u202egnp.exe", "\u{e0001}", "\ud800", "\u2028", "é", "\u009b2J"],
      b: null,
    };
    expect(JSON.parse(safeJson(value))).toEqual(value);
  });

  test("has no character that a reader would not see", () => {
    const value = "\u202e\u{e0001}\ud800\u2028\u007f\u0000\n";
    expect(safeJson(value)).toBe(String.raw`"\u202e\udb40\udc01\ud800\u2028\u007f\u0000\n"`);
  });
});
