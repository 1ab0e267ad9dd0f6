import { describe, expect, test } from "bun:test";
import {
  DIRECTIVE_TABLE,
  directiveInfo,
  effectiveForDestination,
  effectiveForInline,
  fallbackList,
  governingDirective,
  governingEval,
  parsePolicy,
  reportsSample,
} from "../../../src/policy/index.ts";
import { DIRECTIVES } from "../../../src/report/directives.ts";

/** CSP3 #directive-fallback-list, and what Chromium adds. */
const FALLBACKS: Readonly<Record<string, readonly string[]>> = {
  "script-src-elem": ["script-src", "default-src"],
  "script-src-attr": ["script-src", "default-src"],
  "style-src-elem": ["style-src", "default-src"],
  "style-src-attr": ["style-src", "default-src"],
  "worker-src": ["child-src", "script-src", "default-src"],
  "frame-src": ["child-src", "default-src"],
  "fenced-frame-src": ["frame-src", "child-src", "default-src"],
  "child-src": ["default-src"],
  "connect-src": ["default-src"],
  "font-src": ["default-src"],
  "img-src": ["default-src"],
  "manifest-src": ["default-src"],
  "media-src": ["default-src"],
  "object-src": ["default-src"],
  "prefetch-src": ["default-src"],
  "script-src": ["default-src"],
  "style-src": ["default-src"],
};

describe("the table", () => {
  test.each([...DIRECTIVES])("%s falls back to what the specification says", (name) => {
    expect(fallbackList(name)).toEqual([name, ...(FALLBACKS[name] ?? [])]);
  });

  test("only fetch directives fall back", () => {
    for (const info of Object.values(DIRECTIVE_TABLE)) {
      if (info.kind !== "fetch") expect(info.fallback).toHaveLength(1);
      expect(info.spec).toMatch(/ #[a-z-]+$/);
    }
  });

  test("tells what is not obeyed any more", () => {
    const not = DIRECTIVES.filter((name) => DIRECTIVE_TABLE[name].status !== "current");
    expect(not.toSorted()).toEqual([
      "block-all-mixed-content",
      "navigate-to",
      "plugin-types",
      "prefetch-src",
      "referrer",
      "reflected-xss",
      "report-uri",
      "require-sri-for",
    ]);
  });

  test("knows nothing of other names", () => {
    expect(directiveInfo("constructor")).toBeNull();
    expect(fallbackList("made-up")).toEqual(["made-up"]);
  });
});

describe("the governing directive", () => {
  const full = Object.keys(FALLBACKS).concat("default-src");

  test.each(full)("of %s is each of its list in turn, as those before are taken away", (name) => {
    const list = fallbackList(name);
    for (const [i, governing] of list.entries()) {
      const policy = parsePolicy([...list.slice(i)].reverse().join(" x.example;"));
      expect(governingDirective(policy, name)?.name).toBe(governing);
    }
    expect(governingDirective(parsePolicy("base-uri 'self'"), name)).toBeNull();
  });

  test.each(["base-uri", "form-action", "frame-ancestors", "trusted-types", "sandbox", "webrtc"])(
    "of %s is never default-src",
    (name) => {
      expect(governingDirective(parsePolicy("default-src 'none'"), name)).toBeNull();
      expect(governingDirective(parsePolicy(`${name} x`), name)?.name).toBe(name);
    },
  );

  test("of eval is script-src or default-src, never script-src-elem", () => {
    expect(governingEval(parsePolicy("script-src-elem a; default-src b"))?.name).toBe(
      "default-src",
    );
    expect(governingEval(parsePolicy("default-src b; script-src c"))?.name).toBe("script-src");
    expect(governingEval(parsePolicy("script-src-elem a"))).toBeNull();
  });

  test.each([
    ["", "connect-src"],
    ["image", "img-src"],
    ["style", "style-src-elem"],
    ["script", "script-src-elem"],
    ["serviceworker", "worker-src"],
    ["iframe", "frame-src"],
    ["embed", "object-src"],
    ["track", "media-src"],
    ["font", "font-src"],
    ["manifest", "manifest-src"],
    ["document", null],
  ])("of a request for %p has the name %p", (destination, name) => {
    expect(effectiveForDestination(destination)).toBe(name);
  });

  test.each([
    ["script", "script-src-elem"],
    ["navigation", "script-src-elem"],
    ["script attribute", "script-src-attr"],
    ["style", "style-src-elem"],
    ["style attribute", "style-src-attr"],
  ] as const)("of an inline %s has the name %s", (type, name) => {
    expect(effectiveForInline(type)).toBe(name);
  });

  test("decides over samples", () => {
    const policy = parsePolicy("default-src 'report-sample'; style-src 'self'");
    expect(reportsSample(policy, "script-src-elem")).toBe(true);
    expect(reportsSample(policy, "style-src-elem")).toBe(false);
    expect(reportsSample(policy, "base-uri")).toBe(false);
  });
});
