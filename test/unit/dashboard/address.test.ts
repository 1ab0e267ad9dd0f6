import { expect, test } from "bun:test";
import { webAddress } from "../../../src/dashboard/app/ui/address.ts";

test.each([
  ["https://shop.example/a?b#c", "https://shop.example/a?b#c"],
  ["http://shop.example", "http://shop.example/"],
  ["javascript:alert(1)", null],
  [" java\nscript:alert(1)", null],
  ["data:text/html,x", null],
  ["chrome-extension://abc/x.js", null],
  ["inline", null],
  ["/checkout", null],
  [`https://shop.example/${"x".repeat(5_000)}`, null],
])("%p leads out of Tattle only as an address of the web", (text, address) => {
  expect(webAddress(text)).toBe(address);
});
