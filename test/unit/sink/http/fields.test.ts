import { describe, expect, test } from "bun:test";
import { redirectOrigin, retryAfter } from "../../../../src/sink/http/fields.ts";

describe("retryAfter", () => {
  test.each([
    ["7", 7_000],
    [" 7 ", 7_000],
    ["0", 0],
    ["31536000", 3_600_000],
    ["99999999999999999999999", 3_600_000],
    ["Thu, 01 Jan 1970 00:01:30 GMT", 90_000],
    ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
    ["Fri, 02 Jan 2126 00:00:00 GMT", 3_600_000],
    ["soon", null],
    ["-5", null],
    ["1.5", null],
    ["", null],
  ])("%p is %p ms", (value, ms) => {
    expect(retryAfter(new Headers({ "retry-after": value }), 0)).toBe(ms);
  });

  test("counts a date from now, and one that has passed as no pause", () => {
    const headers = new Headers({ "retry-after": "Thu, 01 Jan 1970 00:01:30 GMT" });
    expect(retryAfter(headers, 60_000)).toBe(30_000);
    expect(retryAfter(headers, 120_000)).toBe(0);
  });

  test("is null without the field", () => expect(retryAfter(new Headers(), 0)).toBeNull());
});

describe("redirectOrigin", () => {
  test.each([
    ["https://user:hunter2@other.example:8443/login?token=hunter2", "https://other.example:8443"],
    ["/login?token=hunter2", "another address"],
    ["", "another address"],
  ])("of %p is %p", (location, origin) => {
    expect(redirectOrigin(new Headers({ location }))).toBe(origin);
  });
});
