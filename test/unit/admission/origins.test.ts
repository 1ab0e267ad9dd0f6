import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parseLocation, schemeOf } from "../../../src/admission/location.ts";
import { compileOrigins } from "../../../src/admission/origins.ts";

describe("an allowed origin", () => {
  const cases: [pattern: string, documentURL: string | null, allowed: boolean][] = [
    ["https://shop.example", "https://shop.example/cart?id=1", true],
    ["https://shop.example", "https://shop.example", true],
    ["https://shop.example/", "https://shop.example/", true],
    ["https://Shop.Example", "HTTPS://SHOP.example/", true],
    ["https://shop.example:443", "https://shop.example/", true],
    ["https://shop.example", "https://shop.example:443/", true],
    ["https://shop.example", "https://shop.example:8443/", false],
    ["https://shop.example:8443", "https://shop.example:8443/", true],
    ["https://shop.example", "http://shop.example/", false],
    ["https://shop.example", "https://www.shop.example/", false],
    ["https://shop.example", "https://shop.example.evil.example/", false],
    ["https://shop.example", "https://evil.example/https://shop.example/", false],
    ["https://shop.example", "https://shop.example@evil.example/", false],
    ["https://shop.example", "https://user:pw@shop.example/", true],
    ["https://shop.example", "https://shop.example:443shop.example/a.html", true],
    ["https://*.shop.example", "https://www.shop.example/", true],
    ["https://*.shop.example", "https://a.b.shop.example/", true],
    ["https://*.shop.example", "https://shop.example/", false],
    ["https://*.shop.example", "https://evilshop.example/", false],
    ["https://*.shop.example:8443", "https://www.shop.example:8443/", true],
    ["https://*.shop.example:8443", "https://www.shop.example/", false],
    ["http://[::1]:3000", "http://[::1]:3000/", true],
    ["https://shop.example", "https://shop.example./", true],
    ["https://shop.example", "file:///C:/saved/shop.html", false],
    ["https://shop.example", "chrome-extension://abc/page.html", false],
    ["https://shop.example", "blob:https://shop.example/1b9d", true],
    ["https://shop.example", "blob:https://evil.example/1b9d", false],
    ["https://shop.example", "shop.example", false],
    ["https://shop.example", "https://", false],
  ];
  for (const [pattern, documentURL, allowed] of cases) {
    test(`${pattern} ${allowed ? "allows" : "refuses"} ${documentURL}`, () => {
      expect(compileOrigins([pattern])(documentURL)).toBe(allowed);
    });
  }

  for (const local of [
    "about",
    "about:srcdoc",
    "about:blank",
    "data",
    "data:,x",
    "blob",
    "",
    null,
  ]) {
    test(`allows the child document ${JSON.stringify(local)}, which has no origin`, () => {
      expect(compileOrigins(["https://shop.example"])(local)).toBe(true);
    });
  }

  test("is any where none is declared", () => {
    for (const none of [null, []]) {
      expect(compileOrigins(none)("https://anything.example/")).toBe(true);
      expect(compileOrigins(none)("file:///x")).toBe(true);
    }
  });

  for (const wrong of [
    "shop.example",
    "*",
    "https://*",
    "https://a*.example",
    "https://a.example/x",
  ]) {
    test(`cannot be ${wrong}`, () => {
      expect(() => compileOrigins([wrong])).toThrow(
        expect.objectContaining({ code: "projects_invalid" }),
      );
    });
  }
});

describe("a location is read from text", () => {
  const cases: [text: string, scheme: string, host: string, port: string | null][] = [
    ["https://u:p@cdn.example:443cdn.example/c.png", "https", "cdn.example", null],
    ["ws://h:80/x", "ws", "h", null],
    ["wss://h:8080", "wss", "h", "8080"],
    ["http://[2001:db8::1]:81/x", "http", "[2001:db8::1]", "81"],
    ["http://[::1]", "http", "[::1]", null],
    ["https://a@b@c:1:2/", "https", "c", "1"],
    ["https://h?x=https://y", "https", "h", null],
    ["https://h\\@evil.example", "https", "h", null],
    ["Custom-Scheme://Foo/bar", "custom-scheme", "foo", null],
  ];
  for (const [text, scheme, host, port] of cases) {
    test(text, () => {
      expect(parseLocation(text)).toMatchObject({ scheme, host, port });
    });
  }

  test("agrees with the URL parser on what that can read", () => {
    fc.assert(
      fc.property(
        fc.webUrl({ validSchemes: ["http", "https"], withQueryParameters: true }),
        (url) => {
          const { host, port } = parseLocation(url) ?? {};
          expect({ host, port }).toEqual({
            host: new URL(url).hostname,
            port: new URL(url).port || null,
          });
        },
      ),
    );
  });

  test("or not at all, whatever it is, without throwing", () => {
    const hostile = fc.string({ unit: fc.constantFrom(..."https:/@.[]?#\\1aZ\u0000é") });
    fc.assert(
      fc.property(hostile, (text) => {
        const location = parseLocation(`https://${text}`);
        if (location) expect(location.host.length).toBeLessThanOrEqual(253);
        schemeOf(text);
      }),
    );
  });
});
