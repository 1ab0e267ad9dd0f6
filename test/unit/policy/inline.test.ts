import { describe, expect, test } from "bun:test";
import {
  allowsAllInline,
  type InlineType,
  matchesElement,
  matchesNonce,
} from "../../../src/policy/index.ts";
import { sources } from "./support.ts";

const SCRIPTS: InlineType[] = ["script", "script attribute", "navigation"];
const STYLES: InlineType[] = ["style", "style attribute"];

describe("all inline behaviour", () => {
  // The lists are the specification's own examples.
  test.each([
    ["'unsafe-inline' http://a.com http://b.com", true, true],
    ["'unsafe-inline'", true, true],
    ["'Unsafe-Inline'", true, true],
    ["'sha512-321cba' 'nonce-abc'", false, false],
    ["http://example.com 'unsafe-inline' 'nonce-abc'", false, false],
    ["'unsafe-inline' 'sha256-abc'", false, false],
    ["'unsafe-inline' 'strict-dynamic'", false, true],
    ["http://example.com 'strict-dynamic' 'unsafe-inline'", false, true],
    ["'self'", false, false],
    ["", false, false],
    // What is no nonce and no hash overrides nothing.
    ["'unsafe-inline' 'nonce-'", true, true],
    ["'unsafe-inline' nonce-abc", true, true],
  ])("of %p: scripts %p, styles %p", (list, scripts, styles) => {
    for (const type of SCRIPTS) expect(allowsAllInline(sources(list), type)).toBe(scripts);
    for (const type of STYLES) expect(allowsAllInline(sources(list), type)).toBe(styles);
  });
});

describe("an element", () => {
  // alert('Hello, world.');, the example of the specification.
  const TEXT = "alert('Hello, world.');";
  const SHA256 = "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='";

  test.each([
    [SHA256, "script", "", true],
    [SHA256.replace("+", "-").replace("/", "_"), "script", "", true],
    [SHA256.replace("sha256", "SHA256"), "style", "", true],
    [SHA256.replace("sha256", "sha384"), "script", "", false],
    [SHA256, "script attribute", "", false],
    [SHA256, "navigation", "", false],
    [`${SHA256} 'unsafe-hashes'`, "script attribute", "", true],
    [`${SHA256} 'unsafe-hashes'`, "style attribute", "", true],
    [`${SHA256} 'unsafe-hashes'`, "navigation", "", true],
    [SHA256.replace("qzn", "qzN"), "script", "", false],
    ["'nonce-abc'", "script", "abc", true],
    ["'nonce-abc'", "style", "abc", true],
    ["'nonce-abc'", "script", "ABC", false],
    ["'nonce-abc'", "script", "", false],
    ["'nonce-abc'", "script attribute", "abc", false],
    ["'nonce-abc'", "navigation", "abc", false],
    ["'unsafe-inline'", "script attribute", "", true],
    ["'self' https:", "script", "abc", false],
  ] as const)("in %s, as %s with the nonce %p: %p", (list, type, nonce, expected) => {
    expect(matchesElement(sources(list), type, nonce, TEXT)).toBe(expected);
  });

  test("never has the empty nonce, and nonces are not decoded", () => {
    expect(matchesNonce("", sources("'nonce-abc'"))).toBe(false);
    expect(matchesNonce("a-b", sources("'nonce-a+b'"))).toBe(false);
    expect(matchesNonce("a+b", sources("'nonce-x' 'nonce-a+b'"))).toBe(true);
  });
});
