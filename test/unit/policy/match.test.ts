import { describe, expect, test } from "bun:test";
import {
  matchSourceList,
  type Origin,
  originOfDocument,
  type Target,
  targetOf,
} from "../../../src/policy/index.ts";
import {
  matchesHost,
  matchesPath,
  matchesPort,
  matchesScheme,
} from "../../../src/policy/match/parts.ts";
import { sources } from "./support.ts";

function target(url: string): Target {
  const found = targetOf(url);
  if (found === null) throw new Error(`${url} is no target`);
  return found;
}

function origin(url: string): Origin | null {
  return originOfDocument(url);
}

function matches(list: string, url: string, document = "https://self.example/", redirects = 0) {
  return matchSourceList(target(url), sources(list), origin(document), redirects).match;
}

describe("scheme-part", () => {
  test.each([
    ["https", "https", true],
    ["http", "http", true],
    ["http", "https", true],
    ["https", "http", false],
    ["ws", "wss", true],
    ["ws", "http", true],
    ["ws", "https", true],
    ["wss", "https", true],
    ["wss", "ws", false],
    ["wss", "http", false],
    ["http", "ws", false],
    ["data", "data", true],
    ["data", "blob", false],
  ])("%s, %s: %p", (part, scheme, expected) => {
    expect(matchesScheme(part, scheme)).toBe(expected);
  });
});

describe("host-part", () => {
  test.each([
    ["*", "anything.example", true],
    ["*.example.com", "www.example.com", true],
    ["*.example.com", "a.b.example.com", true],
    ["*.example.com", "example.com", false],
    ["*.example.com", "wwwexample.com", false],
    ["example.com", "example.com", true],
    ["example.com", "www.example.com", false],
    ["www.example.com", "*.example.com", false],
  ])("%s, %s: %p", (part, host, expected) => {
    expect(matchesHost(part, host)).toBe(expected);
  });
});

describe("port-part", () => {
  test.each([
    [null, "http://h/", true],
    [null, "https://h/", true],
    [null, "wss://h/", true],
    [null, "https://h:8443/", false],
    ["*", "https://h:8443/", true],
    [8443, "https://h:8443/", true],
    [443, "https://h/", true],
    [80, "http://h/", true],
    [80, "https://h/", true],
    [80, "wss://h/", true],
    [80, "https://h:8443/", false],
    [443, "http://h/", false],
    [80, "http://h:443/", false],
  ] as const)("%p, %s: %p", (part, url, expected) => {
    expect(matchesPort(part, target(url))).toBe(expected);
  });
});

describe("path-part", () => {
  test.each([
    ["", "/anything", true],
    ["/", "", true],
    ["/", "/a/b", true],
    ["/a", "/a", true],
    ["/a", "/a/", false],
    ["/a", "/a/b", false],
    ["/a", "/ab", false],
    ["/a/", "/a", false],
    ["/a/", "/a/", true],
    ["/a/", "/a/b/c", true],
    ["/a/", "/ab/c", false],
    ["/a/b", "/a", false],
    ["/A", "/a", false],
    ["/a%20b", "/a%20b", true],
    ["/%61%62", "/ab", true],
    ["/ab", "/%61%62", true],
    ["/a%2Fb", "/a/b", false],
    ["/a%2Fb", "/a%2fb", true],
    ["/a%3Bb", "/a;b", true],
    ["/%zz", "/%zz", true],
    ["/%zz", "/zz", false],
    ["/%e4", "/%E4", true],
    ["//a", "/a", false],
    ["//a/", "//a/b", true],
  ])("%s, %s: %p", (part, path, expected) => {
    expect(matchesPath(part, path)).toBe(expected);
  });
});

describe("'self'", () => {
  test.each([
    ["https://h.example/", "https://h.example/x", "match"],
    ["http://h.example/", "https://h.example/x", "match"],
    ["http://h.example/", "ws://h.example/x", "match"],
    ["http://h.example/", "wss://h.example/x", "match"],
    ["https://h.example/", "wss://h.example/x", "match"],
    ["https://h.example/", "http://h.example/x", "no-match"],
    ["https://h.example/", "ws://h.example/x", "no-match"],
    ["http://h.example:8080/", "https://h.example:8080/x", "match"],
    ["http://h.example:8080/", "https://h.example/x", "no-match"],
    ["https://h.example:443/", "https://h.example/x", "match"],
    ["https://h.example/", "https://www.h.example/x", "no-match"],
    ["about:blank", "https://h.example/x", "self-origin"],
    ["data", "https://h.example/x", "self-origin"],
    ["https://h.example/", "data", "no-match"],
    ["about", "blob", "no-match"],
  ])("of %s, %s: %s", (document, url, expected) => {
    expect<string>(matches("'self'", url, document)).toBe(expected);
  });
});

describe("a source list", () => {
  test.each([
    ["", "https://a.example/", "no-match"],
    ["'none'", "https://a.example/", "no-match"],
    ["'NONE'", "https://a.example/", "no-match"],
    // The specification's own example: 'none' beside others is ignored.
    ["'none' https://a.example", "https://a.example/", "match"],
    ["*", "https://a.example/", "match"],
    ["*", "http://a.example:81/", "match"],
    ["*", "wss://a.example/", "match"],
    ["*", "data", "no-match"],
    ["*", "blob:https://self.example/1", "no-match"],
    ["* data:", "data:,x", "match"],
    ["https:", "http://a.example/", "no-match"],
    ["http:", "https://a.example/", "match"],
    ["ws:", "wss://a.example/", "match"],
    ["https://a.example", "https://a.example:444/", "no-match"],
    ["http://a.example", "https://a.example/", "match"],
    ["http://a.example:80", "https://a.example/", "match"],
    ["http://a.example:8080", "https://a.example:8443/", "no-match"],
    ["a.example", "https://a.example/x", "match"],
    // Without a scheme that of the document counts: no downgrade.
    ["a.example", "http://a.example/x", "no-match"],
    ["A.EXAMPLE", "https://a.example/", "match"],
    ["https://a.example/js/", "https://a.example/js/x.js?y", "match"],
    ["https://a.example/js", "https://a.example/js/x.js", "no-match"],
    ["*.a.example", "https://a.example/", "no-match"],
    ["https://*:*", "https://a.example:9/", "match"],
    ["https://*", "https://a.example:9/", "no-match"],
    ["127.0.0.1", "https://127.0.0.1/", "match"],
    ["'unsafe-inline' 'nonce-abc' 'sha256-abc'", "https://a.example/", "no-match"],
    ["self", "https://self.example/", "no-match"],
    ["custom:", "custom://anything", "match"],
    ["xn--bcher-kva.example", "https://bücher.example/", "match"],
  ])("%p, %s: %s", (list, url, expected) => {
    expect<string>(matches(list, url)).toBe(expected);
  });

  test.each([
    ["the path", "https://a.example/js/", "https://a.example", "stripped-url"],
    ["the path, masked", "https://a.example/js/", "https://a.example/<redacted>/x", "stripped-url"],
    [
      "the path of the policy, masked",
      "https://a.example/<redacted>",
      "https://a.example/x",
      "stripped-url",
    ],
    ["the host", "https://a.example", "https", "stripped-url"],
    ["an address", "10.0.0.1", "https://10.0.0.1/", "ip-address"],
    ["a WebSocket by https", "https://a.example", "wss://a.example/", "websocket"],
    ["a WebSocket by host", "a.example", "wss://a.example/", "websocket"],
    ["a WebSocket by scheme", "https:", "wss://a.example/", "websocket"],
  ])("leaves %s open", (_, list, url, expected) => {
    expect<string>(matches(list, url)).toBe(expected);
    expect<string>(matches(`${list} *`, url)).toBe("match");
  });

  test("raises no doubt over what it can rule out", () => {
    expect(matches("https://b.example/js/ b.example 10.0.0.1", "https://a.example")).toBe(
      "no-match",
    );
    expect(matches("a.example", "https://a.example:8443", "about:blank")).toBe("no-match");
    expect(matches("a.example", "https://a.example/", "about:blank")).toBe("self-origin");
    expect(matches("a.example *", "data", "about:blank")).toBe("no-match");
  });

  test("ignores paths after a redirect, and nothing else", () => {
    expect(
      matches("https://a.example/js/x", "https://a.example/other", "https://s.example/", 1),
    ).toBe("match");
    expect(
      matches("https://b.example/js/x", "https://a.example/js/x", "https://s.example/", 1),
    ).toBe("no-match");
  });

  test("names the expression that matched", () => {
    const list = sources("'self' *.example https://cdn.example");
    const found = matchSourceList(target("https://cdn.example/x"), list, null);
    expect(found.expression?.text).toBe("https://cdn.example");
  });
});

describe("what a report calls the blocked URL", () => {
  test.each([
    ["https://A.example:443/x?y#z", { scheme: "https", host: "a.example", port: 443, path: "/x" }],
    ["wss://a.example:8443", { scheme: "wss", host: "a.example", port: 8443, path: null }],
    ["http://a.example/", { scheme: "http", host: "a.example", port: 80, path: "/" }],
    ["https://user:pw@a.example/x", { scheme: "https", host: "a.example", port: 443, path: "/x" }],
    ["data", { scheme: "data", host: null, port: null, path: null }],
    ["DATA:text/html,x", { scheme: "data", host: null, port: null, path: null }],
    ["blob:https://a.example/1", { scheme: "blob", host: null, port: null, path: null }],
    ["intent://x/y", { scheme: "intent", host: null, port: null, path: null }],
    ["https", { scheme: "https", host: null, port: null, path: null }],
    ["https://", null],
    ["/relative", null],
    ["", null],
    ["<script>", null],
    ["https://h:443h/", null],
  ])("%p", (text, expected) => {
    expect(targetOf(text)).toEqual(expected);
  });
});
