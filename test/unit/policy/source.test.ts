import { describe, expect, test } from "bun:test";
import { parseSource } from "../../../src/policy/index.ts";
import { KEYWORDS } from "../../../src/policy/source/expression.ts";

describe("a source expression", () => {
  test.each([...KEYWORDS])("'%s' is a keyword in any case", (keyword) => {
    const text = `'${keyword.toUpperCase()}'`;
    expect(parseSource(text)).toEqual({ kind: "keyword", text, keyword });
  });

  test.each([
    ["https:", "https"],
    ["DATA:", "data"],
    ["web+app.x-1:", "web+app.x-1"],
    // By the grammar, whatever was meant.
    ["localhost:", "localhost"],
  ])("%s is a scheme", (text, scheme) => {
    expect(parseSource(text)).toEqual({ kind: "scheme", text, scheme });
  });

  test.each([
    ["*", { scheme: null, host: "*", port: null, path: "" }],
    ["example.com", { scheme: null, host: "example.com", port: null, path: "" }],
    ["Example.COM/Path", { scheme: null, host: "example.com", port: null, path: "/Path" }],
    ["*.example.com:*", { scheme: null, host: "*.example.com", port: "*", path: "" }],
    ["https://*:8443", { scheme: "https", host: "*", port: 8443, path: "" }],
    ["localhost:3000", { scheme: null, host: "localhost", port: 3000, path: "" }],
    ["127.0.0.1:80/", { scheme: null, host: "127.0.0.1", port: 80, path: "/" }],
    ["WSS://a_b.example/x/", { scheme: "wss", host: "a_b.example", port: null, path: "/x/" }],
    ["a.example/x?q#f", { scheme: null, host: "a.example", port: null, path: "/x" }],
    ["a.example/it's", { scheme: null, host: "a.example", port: null, path: "/it's" }],
    ["a.example?q", { scheme: null, host: "a.example", port: null, path: "" }],
    ["a.example/https://b", { scheme: null, host: "a.example", port: null, path: "/https://b" }],
    [
      "a.example/%20/<redacted>",
      { scheme: null, host: "a.example", port: null, path: "/%20/<redacted>" },
    ],
  ])("%s is a host", (text, parts) => {
    expect<unknown>(parseSource(text)).toEqual({ kind: "host", text, ...parts });
  });

  test.each(["'nonce-abc'", "'NONCE-aB+/-_=='"])("%s is a nonce, kept as it is", (text) => {
    expect(parseSource(text)).toEqual({ kind: "nonce", text, value: text.slice(7, -1) });
  });

  test.each([
    ["'sha256-abc123='", "sha256", "content", "abc123="],
    ["'SHA384-aB_-'", "sha384", "content", "aB/+"],
    ["'sha512-321cba'", "sha512", "content", "321cba"],
    ["'url-sha256-abc'", "sha256", "url", "abc"],
    ["'eval-sha512-abc'", "sha512", "eval", "abc"],
  ] as const)("%s is a hash, in base64", (text, algorithm, of, value) => {
    expect(parseSource(text)).toEqual({ kind: "hash", text, of, algorithm, value });
  });

  test.each([
    "'sha1-abc'",
    "'md5-abc'",
    "'nonce'",
    "''self''",
    "//a.example",
    "a..b",
    "http://a:b@c",
  ])("%s is none", (text) => {
    expect(parseSource(text)).toMatchObject({ kind: "invalid", text });
  });
});
