import { describe, expect, test } from "bun:test";
import {
  applyChange,
  evaluate,
  parsePolicy,
  serializePolicy,
  suggest,
} from "../../../src/policy/index.ts";
import type { Violation } from "../../../src/report/report.ts";
import { violation } from "./support.ts";

/** Each suggestion as `risk: text`. */
function changes(fields: Partial<Violation>, policy: string): string[] {
  const reported = violation({ originalPolicy: policy, ...fields });
  return suggest(reported, parsePolicy(policy)).map(
    ({ risk, text, directive }) => `${risk}: ${text ?? `without ${directive}`}`,
  );
}

function url(effectiveDirective: string, blockedURL: string): Partial<Violation> {
  return { effectiveDirective, blockedURL };
}

describe("for a URL", () => {
  test.each([
    [
      "adds its origin to the directive",
      url("img-src", "https://cdn.example/a/logo.png"),
      "img-src 'self' data:",
      ["low: img-src 'self' data: https://cdn.example"],
    ],
    [
      "names the file first where it runs as code",
      url("script-src-elem", "https://cdn.example:8443/a/app;1.js"),
      "script-src 'self'",
      [
        "low: script-src 'self' https://cdn.example:8443/a/app%3B1.js",
        "medium: script-src 'self' https://cdn.example:8443",
      ],
    ],
    [
      "replaces 'none'",
      url("font-src", "https://fonts.example/x.woff2"),
      "font-src 'None'",
      ["low: font-src https://fonts.example"],
    ],
    [
      "copies default-src into a new directive, without what means nothing there",
      url("img-src", "https://cdn.example/x.png"),
      "default-src 'self' 'unsafe-inline' 'nonce-abc' https://a.example oops'; font-src *",
      ["low: img-src 'self' https://a.example https://cdn.example"],
    ],
    [
      "copies all of default-src for scripts",
      url("script-src-elem", "https://cdn.example/"),
      "default-src 'self' 'unsafe-inline' 'report-sample'",
      ["medium: script-src 'self' 'unsafe-inline' 'report-sample' https://cdn.example"],
    ],
    [
      "keeps for styles what styles obey",
      url("style-src-elem", "https://cdn.example/x.css"),
      "default-src 'self' 'unsafe-eval' 'unsafe-inline' oops'",
      ["low: style-src 'self' 'unsafe-inline' https://cdn.example"],
    ],
    [
      "leaves child-src as it is",
      url("frame-src", "https://pay.example"),
      "child-src 'self'",
      ["medium: frame-src 'self' https://pay.example"],
    ],
    [
      "amends the narrowest directive that governs",
      url("script-src-elem", "https://cdn.example/"),
      "script-src 'none'; script-src-elem 'self'",
      ["medium: script-src-elem 'self' https://cdn.example"],
    ],
    [
      "says 'self' for the document's own origin",
      url("connect-src", "https://www.shop.example/api"),
      "connect-src https://api.example",
      ["low: connect-src https://api.example 'self'"],
    ],
    [
      "thinks worse of what is not encrypted",
      url("img-src", "http://cdn.example/x.png"),
      "img-src 'self'",
      ["medium: img-src 'self' http://cdn.example"],
    ],
    [
      "names WebSockets by their scheme",
      url("connect-src", "wss://live.example/socket"),
      "connect-src 'self'",
      ["medium: connect-src 'self' wss://live.example"],
    ],
    [
      "has a form of its own for base-uri",
      url("base-uri", "https://cdn.example/"),
      "base-uri 'none'",
      ["high: base-uri https://cdn.example"],
    ],
    [
      "warns of plug-ins",
      url("object-src", "https://cdn.example/x.swf"),
      "object-src 'none'",
      ["medium: object-src https://cdn.example/x.swf", "high: object-src https://cdn.example"],
    ],
    [
      "lets forms go to another site",
      url("form-action", "https://pay.example/pay"),
      "form-action 'self'",
      ["medium: form-action 'self' https://pay.example"],
    ],
    [
      "starts from the fine directive where an old engine names the coarse one",
      url("script-src", "https://cdn.example/"),
      "script-src-elem 'self'; script-src 'none'",
      ["medium: script-src-elem 'self' https://cdn.example"],
    ],
  ])("%s", (_, fields, policy, expected) => {
    expect(changes(fields, policy)).toEqual(expected);
  });

  test.each([
    ["img-src", "data", "low: img-src 'self' data:"],
    ["font-src", "data", "low: font-src 'self' data:"],
    ["style-src-elem", "data", "medium: style-src 'self' data:"],
    ["frame-src", "data", "medium: frame-src 'self' data:"],
    ["script-src-elem", "data", "high: script-src 'self' data:"],
    ["object-src", "data", "high: object-src 'self' data:"],
    ["worker-src", "data", "medium: worker-src 'self' data:"],
    ["object-src", "custom", "high: object-src 'self' custom:"],
    ["media-src", "blob", "low: media-src 'self' blob:"],
    ["frame-src", "blob", "medium: frame-src 'self' blob:"],
    ["worker-src", "blob", "medium: worker-src 'self' blob:"],
    ["script-src-elem", "blob", "high: script-src 'self' blob:"],
    ["img-src", "filesystem", "high: img-src 'self' filesystem:"],
    ["frame-src", "intent", "medium: frame-src 'self' intent:"],
  ])("%s of the scheme %s: %s", (directive, scheme, expected) => {
    expect(changes(url(directive, scheme), "default-src 'self'")).toEqual([expected]);
  });
});

describe("for code", () => {
  const inline = (effectiveDirective: string, sample: string | null = null) => ({
    effectiveDirective,
    sample,
    blockedURL: "inline",
  });
  const HASH = "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='";
  const TEXT = "alert('Hello, world.');";

  test.each([
    [
      "a script: hash, nonce, and the last resort",
      inline("script-src-elem"),
      "script-src 'self'",
      [
        "low: script-src 'self' 'sha256-{hash}'",
        "low: script-src 'self' 'nonce-{nonce}'",
        "high: script-src 'self' 'unsafe-inline'",
      ],
    ],
    [
      "a script whose sample is whole: its hash",
      inline("script-src-elem", TEXT),
      "script-src 'nonce-abc'",
      [`low: script-src 'nonce-abc' ${HASH}`],
    ],
    [
      "a script whose sample may be cut: no hash",
      inline("script-src-elem", "x".repeat(40)),
      "script-src 'nonce-abc'",
      ["low: script-src 'nonce-abc' 'sha256-{hash}'"],
    ],
    [
      "a script beside 'strict-dynamic' and no nonce",
      inline("script-src-elem"),
      "script-src 'strict-dynamic'",
      [
        "low: script-src 'strict-dynamic' 'sha256-{hash}'",
        "low: script-src 'strict-dynamic' 'nonce-{nonce}'",
      ],
    ],
    [
      "a script whose sample is masked: no hash",
      inline("script-src-elem", "load('/<redacted>')"),
      "script-src 'nonce-abc'",
      ["low: script-src 'nonce-abc' 'sha256-{hash}'"],
    ],
    [
      "an event handler: hash with 'unsafe-hashes', no nonce, a directive of its own",
      inline("script-src-attr", TEXT),
      "script-src 'self' 'nonce-abc'",
      [
        `medium: script-src 'self' 'nonce-abc' 'unsafe-hashes' ${HASH}`,
        "high: script-src-attr 'unsafe-inline'",
      ],
    ],
    [
      "a style element",
      inline("style-src-elem"),
      "default-src 'self'",
      [
        "low: style-src 'self' 'sha256-{hash}'",
        "low: style-src 'self' 'nonce-{nonce}'",
        "medium: style-src 'self' 'unsafe-inline'",
      ],
    ],
    [
      "a style attribute",
      inline("style-src-attr"),
      "style-src 'self' 'unsafe-hashes'",
      [
        "low: style-src 'self' 'unsafe-hashes' 'sha256-{hash}'",
        "low: style-src-attr 'unsafe-inline'",
      ],
    ],
    [
      "a script beside 'strict-dynamic': 'unsafe-inline' would be ignored",
      inline("script-src-elem"),
      "script-src 'strict-dynamic' 'nonce-abc' 'unsafe-inline'",
      ["low: script-src 'strict-dynamic' 'nonce-abc' 'unsafe-inline' 'sha256-{hash}'"],
    ],
    [
      "a javascript: URL: a hash that has to be looked up, no nonce",
      inline("script-src-elem", "javascript:go()"),
      "script-src 'self'",
      [
        "medium: script-src 'self' 'unsafe-hashes' 'sha256-{hash}'",
        "high: script-src 'self' 'unsafe-inline'",
      ],
    ],
    [
      "eval",
      { effectiveDirective: "script-src", blockedURL: "eval" },
      "default-src 'self'; img-src *",
      ["high: script-src 'self' 'unsafe-eval'"],
    ],
    [
      "eval under Trusted Types",
      { effectiveDirective: "script-src", blockedURL: "eval" },
      "script-src 'self'; require-trusted-types-for 'script'",
      ["medium: script-src 'self' 'trusted-types-eval'", "high: script-src 'self' 'unsafe-eval'"],
    ],
    [
      "WebAssembly",
      { effectiveDirective: "script-src", blockedURL: "wasm-eval" },
      "script-src 'self'",
      ["low: script-src 'self' 'wasm-unsafe-eval'"],
    ],
    [
      "a Trusted Types policy",
      { effectiveDirective: "trusted-types", blockedURL: "trusted-types-policy", sample: "mine" },
      "trusted-types 'none'",
      ["low: trusted-types mine"],
    ],
    [
      "a Trusted Types policy created twice",
      { effectiveDirective: "trusted-types", blockedURL: "trusted-types-policy", sample: "mine" },
      "trusted-types mine",
      ["medium: trusted-types mine 'allow-duplicates'"],
    ],
    [
      "a Trusted Types sink: all or nothing",
      { effectiveDirective: "require-trusted-types-for", blockedURL: "trusted-types-sink" },
      "require-trusted-types-for 'script'; img-src *",
      ["high: without require-trusted-types-for"],
    ],
  ])("%s", (_, fields, policy, expected) => {
    expect(changes(fields, policy)).toEqual(expected);
  });

  test("marks what has to be filled in", () => {
    const reported = violation(inline("script-src-elem"));
    const [hash, nonce, unsafe] = suggest(reported, parsePolicy("script-src 'self'"));
    expect([hash?.template, nonce?.template, unsafe?.template]).toEqual([true, true, false]);
  });
});

describe("for a framed document", () => {
  const framed = (referrer: string | null) => ({
    effectiveDirective: "frame-ancestors",
    blockedURL: "https://www.shop.example/",
    referrer,
  });

  test("takes the referrer for the embedder, and says so", () => {
    const reported = violation(framed("https://partner.example/page"));
    const [change] = suggest(reported, parsePolicy("frame-ancestors 'none'"));
    expect(change?.text).toBe("frame-ancestors https://partner.example");
    expect(change?.explanation).toContain("referrer");
  });

  test.each([null, "https://www.shop.example/", "about:blank"])(
    "has none for the referrer %p",
    (referrer) => {
      expect(changes(framed(referrer), "frame-ancestors 'self'")).toEqual([]);
    },
  );
});

describe("there is nothing to suggest", () => {
  test.each([
    ["for what is allowed already", url("img-src", "https://cdn.example/x"), "font-src 'self'"],
    [
      "for a redirect, whose target is not reported",
      url("img-src", "https://cdn.example/x"),
      "img-src https:",
    ],
    ["for an extension", url("script-src-elem", "chrome-extension"), "script-src 'self'"],
    ["for an extension's whole URL", url("img-src", "moz-extension://abc/i.png"), "img-src 'self'"],
    ["for a javascript: target", url("form-action", "javascript"), "form-action 'self'"],
    ["for about:", url("frame-src", "about"), "frame-src 'self'"],
    [
      "for scripts beside 'strict-dynamic'",
      url("script-src-elem", "https://cdn.example/x"),
      "script-src 'strict-dynamic' 'nonce-abc'",
    ],
    [
      "for an IPv6 address, which no source can name",
      url("img-src", "https://[::1]/x"),
      "img-src 'self'",
    ],
    ["without a blocked URL", { effectiveDirective: "img-src" }, "img-src 'self'"],
    ["without a directive", { blockedURL: "https://cdn.example/" }, "img-src 'self'"],
    ["for retired directives", url("plugin-types", "https://cdn.example/x"), "plugin-types a/b"],
    ["for navigate-to", url("navigate-to", "https://cdn.example/x"), "navigate-to 'self'"],
    [
      "for mixed content",
      url("block-all-mixed-content", "http://cdn.example/"),
      "block-all-mixed-content",
    ],
    [
      "for a name that is cut",
      { blockedURL: "trusted-types-policy", sample: "x".repeat(40) },
      "trusted-types a",
    ],
  ])("%s", (_, fields, policy) => {
    expect(changes(fields, policy)).toEqual([]);
  });
});

describe("a change", () => {
  test("is put in the place of the directive, or at the end, or takes it out", () => {
    const policy = parsePolicy("img-src 'self'; font-src 'self'");
    const change = {
      directive: "img-src",
      add: ["a.example"],
      template: false,
      risk: "low",
      explanation: "",
    } as const;
    const after = (over: { directive?: string; text: string | null }) =>
      serializePolicy(applyChange(policy, { ...change, ...over }));
    expect(after({ text: "img-src 'self' a.example" })).toBe(
      "img-src 'self' a.example; font-src 'self'",
    );
    expect(after({ directive: "media-src", text: "media-src a.example" })).toEndWith(
      "; media-src a.example",
    );
    expect(after({ text: null })).toBe("font-src 'self'");
  });

  test("lets in what it is for", () => {
    const reported = violation({
      ...url("script-src-elem", "https://cdn.example/it's,this.js"),
      originalPolicy: "default-src 'self'",
    });
    const policy = parsePolicy("default-src 'self'");
    const found = suggest(reported, policy);
    expect(found).toHaveLength(2);
    for (const change of found) {
      expect(evaluate(reported, applyChange(policy, change)).outcome).toBe("allowed");
    }
  });
});
