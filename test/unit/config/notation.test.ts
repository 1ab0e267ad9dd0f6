import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { formatAddress, parseAddress, parseCidr } from "../../../src/config/address.ts";
import { isNotation, NOTATIONS } from "../../../src/config/notation.ts";
import { suggest } from "../../../src/config/suggest.ts";
import { Choice, Duration, formatQuantity, parseQuantity, Size } from "../../../src/sink/schema.ts";

const read = (notation: string, text: string) =>
  isNotation(notation) ? (NOTATIONS[notation].read(text, "/base")?.value ?? null) : null;

describe("an address", () => {
  test.each(["127.0.0.1:8787", "localhost:0", "[::1]:65535", "unix:/run/tattle.sock"])(
    "%s is read and written alike",
    (text) => {
      const address = parseAddress(text);
      expect(address && formatAddress(address)).toBe(text);
    },
  );

  test.each([
    "",
    ":80",
    "a",
    "a:",
    "a:65536",
    "a:1:2",
    "::1:80",
    "[::1]",
    "[x]:1",
    "[127.0.0.1]:1",
    "unix:",
    "a b:1",
    "http://a:1",
    "a:-1",
  ])("%p is none", (text) => {
    expect(parseAddress(text)).toBeNull();
  });

  test("of a unix socket is no longer than the kernel takes", () => {
    expect(read("address", `unix:${"x".repeat(101)}`)).toMatchObject({ kind: "unix" });
    expect(read("address", `unix:${"x".repeat(102)}`)).toBeNull();
  });
});

test.each([
  ["10.0.0.0/8", "10.0.0.0", 8, "ipv4"],
  ["127.0.0.1", "127.0.0.1", 32, "ipv4"],
  ["::/0", "::", 0, "ipv6"],
  ["fe80::1", "fe80::1", 128, "ipv6"],
])("%s is a range", (text, address, prefix, family) => {
  expect(parseCidr(text)).toEqual({ address, prefix, family: family === "ipv4" ? "ipv4" : "ipv6" });
});

test.each([
  "",
  "a",
  "10.0.0.0/33",
  "::/129",
  "1.2.3.4/",
  "1.2.3.4/8/8",
  "1.2.3.4/-1",
  "fe80::1%eth0",
  "1.2.3",
])("%p is no range", (text) => {
  expect(parseCidr(text)).toBeNull();
});

test.each([
  ["origin", "https://a.example", "https://a.example"],
  ["origin", "HTTPS://*.A.example:443", "https://*.a.example"],
  ["origin", "http://localhost:3000", "http://localhost:3000"],
  ["origin", "https://a.example/", null],
  ["origin", "https://a.example/?", null],
  ["origin", "a.example", null],
  ["origin", "null", null],
  ["origin", "https://u@a.example", null],
  ["base_url", "https://a.example/csp/", "https://a.example/csp"],
  ["base_url", "ftp://a.example", null],
  ["base_url", "https://a.example/?a", null],
  ["path", "x/../y", "/base/y"],
  ["path", "", null],
  ["path", "a\0b", null],
])("as %s, %p is read as %p", (notation, text, value) => {
  expect(read(notation, text)).toEqual(value);
});

describe("quantities", () => {
  test.each([
    ["duration", "0s", 0],
    ["duration", "250ms", 250],
    ["duration", "5m", 300_000],
    ["duration", "30d", 2_592_000_000],
    ["size", "512B", 512],
    ["size", "2GiB", 2 ** 31],
  ] as const)("%s %s", (unit, text, value) => {
    expect(parseQuantity(unit, text)).toBe(value);
  });

  test.each([
    "",
    "1",
    "s",
    "1.5s",
    "-1s",
    "1 s",
    "1S",
    "1month",
    "999999999999999d",
    "1KB",
    "1toString",
  ])("%p is none", (text) => {
    expect(parseQuantity("duration", text)).toBeNull();
    expect(parseQuantity("size", text)).toBeNull();
  });

  test("are written as they are read", () => {
    const unit = fc.constantFrom("duration", "size");
    fc.assert(
      fc.property(unit, fc.nat(), (kind, value) => {
        const notation = kind === "size" ? "size" : "duration";
        expect(parseQuantity(notation, formatQuantity(notation, value))).toBe(value);
      }),
    );
  });

  test("in a schema are numbers with bounds and default in the unit of the code", () => {
    expect(Duration({ default: "10s", minimum: "1s", maximum: "1h" })).toMatchObject({
      type: "integer",
      default: 10_000,
      minimum: 1000,
      maximum: 3_600_000,
    });
    expect(Size({ default: "1KiB" })).toMatchObject({ type: "integer", default: 1024, minimum: 0 });
    expect(() => Duration({ default: "soon" })).toThrow(RangeError);
  });

  test("beside them a choice is a union of words", () => {
    expect(Choice(["a", "b"], { default: "a" })).toMatchObject({
      anyOf: [{ const: "a" }, { const: "b" }],
      default: "a",
    });
  });
});

test.each([
  ["lsiten", "listen"],
  ["Listen", "listen"],
  ["bod", "body"],
  ["max_backlg", "max_backlog"],
  ["xyz", null],
  ["l".repeat(100_000), null],
])("for %p the suggestion is %p", (word, meant) => {
  expect(suggest(word, ["listen", "body", "max_backlog"])).toBe(meant);
});
