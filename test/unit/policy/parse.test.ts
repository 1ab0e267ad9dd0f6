import { describe, expect, test } from "bun:test";
import {
  directiveNamed,
  lint,
  parsePolicy,
  parsePolicyList,
  serializePolicy,
  serializePolicyList,
} from "../../../src/policy/index.ts";
import { texts } from "./support.ts";

describe("a serialized policy", () => {
  test.each([
    ["script-src 'self'; img-src *", ["script-src 'self'", "img-src *"]],
    ["ScRiPt-SrC 'Self' HTTPS://Cdn.Example", ["script-src 'Self' HTTPS://Cdn.Example"]],
    [" \t\n\f\r; ;;script-src\t'self'\n\fa.example ;", ["script-src 'self' a.example"]],
    ["script-src", ["script-src"]],
    ["script-src;default-src 'none'", ["script-src", "default-src 'none'"]],
    ["script-src\u00a0'self'", []],
    ["made-up 1 2", ["made-up 1 2"]],
    ["", []],
    [";;;", []],
  ])("%p has the directives %p", (text, expected) => {
    expect(texts(parsePolicy(text))).toEqual(expected);
  });

  test("keeps the first of two directives of one name, and tells of the other", () => {
    const policy = parsePolicy("img-src a.example; font-src 'self'; IMG-SRC b.example");
    expect(texts(policy)).toEqual(["img-src a.example", "font-src 'self'"]);
    expect(policy.findings).toEqual([
      { code: "duplicate-directive", directive: "img-src", text: "IMG-SRC b.example" },
    ]);
  });

  test("leaves out directives with a character outside ASCII, and tells of them", () => {
    const policy = parsePolicy("script-src ’self’; img-src bücher.example; font-src 'self'");
    expect(texts(policy)).toEqual(["font-src 'self'"]);
    expect(policy.findings.map(({ code, directive }) => [code, directive])).toEqual([
      ["non-ascii", "script-src"],
      ["non-ascii", "img-src"],
    ]);
  });

  test("finds directives by name", () => {
    const policy = parsePolicy("img-src a.example; __proto__ x");
    expect(directiveNamed(policy, "img-src")?.value).toEqual(["a.example"]);
    expect(directiveNamed(policy, "__proto__")?.value).toEqual(["x"]);
    expect(directiveNamed(policy, "constructor")).toBeNull();
  });
});

describe("a serialized policy list", () => {
  test("is parted by commas, and empty policies are left out", () => {
    const policies = parsePolicyList(
      "default-src 'self', , script-src a.example; img-src b.example,",
    );
    expect(policies.map(texts)).toEqual([
      ["default-src 'self'"],
      ["script-src a.example", "img-src b.example"],
    ]);
  });

  test("joins several headers", () => {
    const policies = parsePolicyList(["img-src a.example", "img-src b.example, font-src 'self'"]);
    expect(serializePolicyList(policies)).toBe(
      "img-src a.example, img-src b.example, font-src 'self'",
    );
  });

  test("is written as one header, normalised", () => {
    expect(serializePolicy(parsePolicy("  IMG-SRC   a.example ;;font-src\t'self';"))).toBe(
      "img-src a.example; font-src 'self'",
    );
  });
});

describe("lint", () => {
  test.each([
    ["script-src self", "missing-quotes", "self"],
    ["script-src none", "missing-quotes", "none"],
    ["script-src unsafe-inline", "missing-quotes", "unsafe-inline"],
    ["script-src nonce-abc", "missing-quotes", "nonce-abc"],
    ["script-src sha256-abc=", "missing-quotes", "sha256-abc="],
    ["script-src 'self", "misplaced-quote", "'self"],
    ["script-src self'", "misplaced-quote", "self'"],
    ['script-src "self"', "misplaced-quote", '"self"'],
    ["script-src 'self''unsafe-inline'", "misplaced-quote", "'self''unsafe-inline'"],
    ["script-src ''", "misplaced-quote", "''"],
    ["script-src https://a.example'", "misplaced-quote", "https://a.example'"],
    ["script-src a.example'", "misplaced-quote", "a.example'"],
    ["script-src 'https://a.example'", "unknown-keyword", "'https://a.example'"],
    ["script-src 'unsafe-everything'", "unknown-keyword", "'unsafe-everything'"],
    ["script-src 'nonce-'", "invalid-nonce", "'nonce-'"],
    ["script-src 'nonce-a$b'", "invalid-nonce", "'nonce-a$b'"],
    ["script-src 'sha256-'", "invalid-hash", "'sha256-'"],
    ["script-src 'sha256-a=b'", "invalid-hash", "'sha256-a=b'"],
    ["script-src 'sha256-abc='", "hash-length", "'sha256-abc='"],
    ["img-src data", "scheme-without-colon", "data"],
    ["img-src https", "scheme-without-colon", "https"],
    ["img-src data:image/png", "path-in-scheme", "data:image/png"],
    ["img-src https:/a.example", "path-in-scheme", "https:/a.example"],
    ["img-src ht_tp://a.example", "invalid-scheme", "ht_tp://a.example"],
    ["img-src a.*.example", "invalid-host", "a.*.example"],
    ["img-src *example.com", "invalid-host", "*example.com"],
    ["img-src https://", "invalid-host", "https://"],
    ["img-src [::1]", "invalid-host", "[::1]"],
    ["img-src a.example:http", "path-in-scheme", "a.example:http"],
    ["img-src https://a.example:http", "invalid-port", "https://a.example:http"],
    ["img-src a.example:99999", "invalid-port", "a.example:99999"],
    ["img-src a.example/<b>", "invalid-path", "a.example/<b>"],
    ["img-src a.example/x?y=1", "ignored-query", "a.example/x?y=1"],
    ["img-src 'self' font-src", "directive-name-as-source", "font-src"],
    ["img-src 'none' a.example", "ignored-none", "'none'"],
    ["img-src 'unsafe-eval'", "ignored-keyword", "'unsafe-eval'"],
    ["style-src 'strict-dynamic'", "ignored-keyword", "'strict-dynamic'"],
    ["script-src 'unsafe-inline' 'nonce-abc'", "ignored-unsafe-inline", "'unsafe-inline'"],
    ["script-src 'unsafe-inline' 'strict-dynamic'", "ignored-unsafe-inline", "'unsafe-inline'"],
    ["img-src a.example A.Example", "duplicate-source", "A.Example"],
    ["made-up 'self'", "unknown-directive", "made-up"],
    ["block-all-mixed-content", "deprecated-directive", "block-all-mixed-content"],
    ["plugin-types application/pdf", "removed-directive", "plugin-types"],
    ["upgrade-insecure-requests 1", "unexpected-value", "1"],
    ["report-to", "missing-value", "report-to"],
    ["sandbox allow-everything", "unknown-token", "allow-everything"],
    ["trusted-types my(policy)", "unknown-token", "my(policy)"],
    ["require-trusted-types-for script", "unknown-token", "script"],
    ["webrtc allow", "unknown-token", "allow"],
  ])("%p has %s at %p", (text, code, at) => {
    const [directive] = text.split(" ");
    expect(lint(parsePolicy(text)).map(Object.values)).toEqual([[code, directive, at]]);
  });

  test.each([
    "default-src 'none'",
    "script-src 'self' 'report-sample' 'wasm-unsafe-eval' https://*.a.example:443/js/",
    "script-src 'strict-dynamic' 'nonce-YWJj' 'inline-speculation-rules' 'trusted-types-eval'",
    "style-src 'self' 'unsafe-inline'; style-src-attr 'unsafe-hashes'",
    "default-src 'unsafe-inline' 'strict-dynamic'",
    "connect-src 'self' wss: 'unsafe-webtransport-hashes'",
    "img-src * data: blob: a.example/A a.example/a",
    "sandbox; trusted-types; trusted-types-x",
    "sandbox allow-scripts allow-same-origin",
    "trusted-types default my-policy#1 'allow-duplicates'; require-trusted-types-for 'script'",
    "webrtc 'block'; upgrade-insecure-requests; report-to csp",
  ])("finds nothing in %p", (text) => {
    const known = lint(parsePolicy(text)).filter(({ code }) => code !== "unknown-directive");
    expect(known).toEqual([]);
  });

  test("tells what the parser left out first", () => {
    const findings = lint(parsePolicy("img-src self; img-src b.example"));
    expect(findings.map(({ code }) => code)).toEqual(["duplicate-directive", "missing-quotes"]);
  });
});
