import { describe, expect, test } from "bun:test";
import { decodeBody } from "../../../src/intake/index.ts";
import { decodeItem } from "../../../src/intake/item.ts";
import { fingerprint, fingerprintParts } from "../../../src/report/fingerprint.ts";
import { redactJson } from "../../../src/report/redact.ts";
import type { Violation } from "../../../src/report/report.ts";
import { readCorpus } from "../intake/corpus.ts";

const NOTHING: Violation = {
  documentURL: null,
  referrer: null,
  blockedURL: null,
  effectiveDirective: null,
  originalPolicy: null,
  sourceFile: null,
  sample: null,
  disposition: null,
  statusCode: null,
  lineNumber: null,
  columnNumber: null,
};

const PAGE = "https://www.shop.example/cart?id=1";

function issue(violation: Partial<Violation>): string {
  const { directive, blocked, source } = fingerprintParts({ ...NOTHING, ...violation });
  return [directive, blocked, source ?? "-"].join(" ");
}

describe("what was blocked is told by where it points", () => {
  test.each([
    ["https://CDN.example:443/a.js?x#y", "https://cdn.example"],
    ["http://cdn.example:80/", "http://cdn.example"],
    ["https://cdn.example:8443/a", "https://cdn.example:8443"],
    ["https://user:pass@cdn.example/a", "https://cdn.example"],
    ["wss://cdn.example:443/s", "wss://cdn.example"],
    ["https://[2001:db8::1]:443/a", "https://[2001:db8::1]"],
    ["https://www.shop.example", "self"],
    ["https://www.shop.example:443/x", "self"],
    ["http://www.shop.example/", "http://www.shop.example"],
    ["data", "data"],
    ["data:text/html,x", "data"],
    ["intent://x", "intent"],
    ["chrome-extension://abc/i.png", "chrome-extension"],
    ["chrome-extension:2:248774", "chrome-extension"],
    ["self", "self"],
    ["eval", "eval"],
    ["eval:", "unknown"],
    ["not a url", "unknown"],
  ])("%p is %p", (blockedURL, blocked) => {
    const violation = { documentURL: PAGE, effectiveDirective: "img-src", blockedURL };
    expect(issue(violation)).toBe(`img-src ${blocked} -`);
  });

  test.each([
    ["script-src", "script-src inline -"],
    ["style-src", "style-src inline -"],
    ["frame-ancestors", "frame-ancestors self -"],
    ["img-src", "img-src unknown -"],
    [null, "unknown unknown -"],
  ])("nothing under %p is %p", (effectiveDirective, expected) => {
    expect(issue({ documentURL: PAGE, effectiveDirective })).toBe(expected);
  });
});

describe("the source counts where it is another party's", () => {
  test.each([
    ["https://www.shop.example/app.js", "-"],
    ["https://www.shop.example:443/app.js", "-"],
    ["https://tags.example/t.js?x", "https://tags.example"],
    ["chrome-extension", "chrome-extension"],
    ["moz-extension://5e3d/x.js", "moz-extension"],
    ["blob", "-"],
    ["resource", "-"],
    ["<anonymous code>", "unknown"],
  ])("%p gives %p", (sourceFile, source) => {
    const violation = { documentURL: PAGE, effectiveDirective: "connect-src", sourceFile };
    expect(issue({ ...violation, blockedURL: "https://a.example/" })).toBe(
      `connect-src https://a.example ${source}`,
    );
  });
});

test("the key is short, depends on the project and each part, and on nothing else", () => {
  const violation = { ...NOTHING, effectiveDirective: "img-src", blockedURL: "data" };
  const key = fingerprint("shop", violation);
  expect(key).toBe("1df1f988288f7c47");
  expect(fingerprint("shop", { ...violation, sample: "x", documentURL: PAGE, lineNumber: 1 })).toBe(
    key,
  );
  expect(fingerprint("blog", violation)).not.toBe(key);
  expect(fingerprint("shop", { ...violation, blockedURL: "blob" })).not.toBe(key);
  expect(fingerprint("shop", { ...violation, effectiveDirective: "font-src" })).not.toBe(key);
  expect(fingerprint("shop", { ...violation, sourceFile: "moz-extension" })).not.toBe(key);
});

/** Scenarios that made the same thing happen in several engines, with the issues they make. */
const SHARED: Record<string, string[]> = {
  "block-all-mixed": ["block-all-mixed-content http://cdn.evil.example -"],
  "child-src": ["frame-src https://cdn.evil.example -", "worker-src blob -"],
  "connect-fetch": ["connect-src https://cdn.evil.example -"],
  "connect-websocket": [
    "connect-src ws://cdn.evil.example -",
    "connect-src wss://cdn.evil.example -",
  ],
  "data-frame-inherit": ["script-src-elem inline -"],
  "font-data": ["font-src data -"],
  "frame-data-blob": ["frame-src blob -", "frame-src data -"],
  "frame-external": ["frame-src https://cdn.evil.example -"],
  "img-data": ["img-src data -"],
  "inline-handler": ["script-src-attr inline -"],
  "inline-script": ["script-src-elem inline -"],
  "inline-style": ["style-src-elem inline -"],
  "localhost-page": ["img-src https://cdn.evil.example -"],
  "many-violations": ["img-src https://cdn.evil.example -"],
  media: ["media-src https://cdn.evil.example -"],
  "media-data-blob": ["media-src blob -", "media-src data -"],
  object: ["object-src https://cdn.evil.example -"],
  "object-data": ["object-src data -"],
  "plugin-types": ["plugin-types self -"],
  prefetch: ["default-src https://cdn.evil.example -"],
  "script-blob-url": ["script-src-elem blob -"],
  "status-503": ["script-src-elem inline -"],
  "style-attribute": ["style-src-attr inline -"],
  "style-external": ["style-src-elem https://cdn.evil.example -"],
  "trusted-types-sink": ["require-trusted-types-for trusted-types-sink -"],
  "wasm-eval": ["script-src wasm-eval -"],
};

/** What one engine does not tell, so that nothing sound can put it together with the others. */
const NOT_FOLDED = [
  [
    "inline-script",
    "qtwebkit",
    "script-src inline -",
    "CSP2: element, handler and javascript: URL read alike",
  ],
  ["inline-style", "qtwebkit", "style-src inline -", "CSP2: element and attribute read alike"],
  ["child-src", "qtwebkit", "child-src blob -", "CSP2: frame and worker read alike"],
  [
    "prefetch",
    "qtwebengine5",
    "prefetch-src https://cdn.evil.example -",
    "a directive that only they had",
  ],
  [
    "prefetch",
    "qtwebengine6",
    "prefetch-src https://cdn.evil.example -",
    "a directive that only they had",
  ],
  ["plugin-types", "qtwebengine5", "plugin-types unknown -", "names no URL"],
  [
    "frame-data-blob",
    "chromium",
    "frame-src unknown -",
    "names no scheme for data:, mailto: and tel: in frames",
  ],
] as const;

describe("the same violation is one issue from every recorded engine and serialization", () => {
  const recordings = readCorpus();

  test.each(Object.entries(SHARED))("%s", (scenario, expected) => {
    const exceptions = NOT_FOLDED.filter(([name]) => name === scenario);
    const issues = new Set<string>();
    for (const { browser, body, contentType } of recordings.filter(
      (r) => r.scenario === scenario,
    )) {
      const { items } = decodeBody(body, contentType, { reportsPerBody: 100 });
      for (const { violation } of items) {
        const key = issue(violation ?? NOTHING);
        if (!exceptions.some(([, who, what]) => who === browser && what === key)) issues.add(key);
      }
    }
    expect([...issues].sort()).toEqual(expected);
  });

  test.each(NOT_FOLDED)("except in %s by %s: %s (%s)", (scenario, browser, expected) => {
    const found = recordings
      .filter((r) => r.scenario === scenario && r.browser === browser)
      .flatMap((r) => decodeBody(r.body, r.contentType, { reportsPerBody: 100 }).items)
      .map((item) => issue(item.violation ?? NOTHING));
    expect(found).toContain(expected);
  });

  test("redacted or not", () => {
    for (const { body, contentType } of recordings) {
      for (const item of decodeBody(body, contentType, { reportsPerBody: 100 }).items) {
        const again = decodeItem(redactJson(item.raw));
        if (item.violation === null) continue;
        expect(again?.violation && fingerprintParts(again.violation)).toEqual(
          fingerprintParts(item.violation),
        );
      }
    }
  });
});
