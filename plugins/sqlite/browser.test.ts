import { expect, test } from "bun:test";
import { browserFamily } from "./browser.ts";

const WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
const CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0";

test.each([
  [`Mozilla/5.0 (X11; Linux x86_64) ${CHROME} Safari/537.36`, "Chrome"],
  [
    `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36`,
    "Chrome",
  ],
  [`Mozilla/5.0 (iPhone) ${WEBKIT} CriOS/150.0 Mobile/15E148 Safari/604.1`, "Chrome"],
  [`Mozilla/5.0 (Windows NT 10.0) ${CHROME} Safari/537.36 Edg/150.0.0.0`, "Edge"],
  [`Mozilla/5.0 (Windows NT 10.0) ${CHROME} Safari/537.36 OPR/120.0`, "Opera"],
  [
    `Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
    "Samsung Internet",
  ],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0", "Firefox"],
  [`Mozilla/5.0 (iPhone) ${WEBKIT} FxiOS/150.0 Mobile/15E148`, "Firefox"],
  [`Mozilla/5.0 (Macintosh) ${WEBKIT} Version/19.0 Safari/605.1.15`, "Safari"],
  [`Mozilla/5.0 (iPhone) ${WEBKIT} Mobile/15E148`, "Safari"],
  ["curl/8.0", "other"],
  ["", "other"],
  [null, null],
])("%p is of the family %p", (userAgent, family) => {
  expect(browserFamily(userAgent)).toBe(family);
});

test("a user agent of any length costs little", () => {
  expect(browserFamily("AppleWebKit/".repeat(1_000_000))).toBe("other");
});
