import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  evaluate,
  lint,
  matchSourceList,
  originOfDocument,
  parsePolicy,
  parsePolicyList,
  parseSource,
  serializePolicy,
  serializePolicyList,
  suggest,
  targetOf,
} from "../../../src/policy/index.ts";
import { DIRECTIVES } from "../../../src/report/directives.ts";
import { hostileText } from "../report/hostile-text.ts";
import { violation } from "./support.ts";

const anyText = fc.oneof(hostileText, fc.string(), fc.string({ unit: "binary" }));

const source = fc.oneof(
  fc.constantFrom(
    "'self'",
    "'none'",
    "'unsafe-inline'",
    "'unsafe-eval'",
    "*",
    "https:",
    "http:",
    "data:",
    "blob:",
  ),
  fc.constantFrom(
    "a.example",
    "*.example",
    "https://a.example",
    "https://a.example:8443/js/",
    "wss://a.example",
  ),
  fc.constantFrom(
    "http://a.example:80",
    "127.0.0.1",
    "a.example/js/x.js",
    "self",
    "'oops",
    "'unsafe-hashes'",
  ),
);
const switches = fc.constantFrom(
  "'strict-dynamic'",
  "'nonce-abc'",
  "'sha256-abc'",
  "'report-sample'",
);
const name = fc.constantFrom(...DIRECTIVES, "made-up", "IMG-SRC");
const policy = fc
  .array(fc.tuple(name, fc.array(fc.oneof(source, switches), { maxLength: 5 })), { maxLength: 5 })
  .map((directives) => directives.map(([one, value]) => [one, ...value].join(" ")).join("; "));
const blockedURL = fc.constantFrom(
  ...[
    "inline",
    "eval",
    "wasm-eval",
    "trusted-types-policy",
    "trusted-types-sink",
    "self",
    "data",
    "blob",
    "javascript",
  ],
  ...[
    "https://a.example",
    "https://a.example/js/x.js",
    "http://a.example/",
    "wss://a.example/s",
    "https://self.example/x",
  ],
);
const documentURL = fc.constantFrom("https://self.example/", "http://self.example/", "about", null);
const report = fc
  .record({
    effectiveDirective: fc.option(fc.constantFrom(...DIRECTIVES)),
    blockedURL: fc.option(blockedURL),
    documentURL,
    originalPolicy: fc.option(policy),
    sample: fc.option(fc.constantFrom("mine", "alert(1)", "x".repeat(40))),
  })
  .map(violation);

describe("parsing", () => {
  test("takes any text, and so does all that follows", () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, (text, directive, url) => {
        const parsed = parsePolicy(text);
        lint(parsed);
        const fields = violation({
          effectiveDirective: directive,
          blockedURL: url,
          documentURL: url,
        });
        for (const one of [
          fields,
          { ...fields, effectiveDirective: "script-src", originalPolicy: text },
        ]) {
          const { outcome } = evaluate(one, parsed);
          expect(["blocked", "allowed", "unknown"]).toContain(outcome);
          suggest(one, parsed);
        }
        expect(parseSource(text).text).toBe(text);
      }),
    );
  });

  test("after writing gives the same directives again", () => {
    fc.assert(
      fc.property(fc.oneof(policy, anyText), (text) => {
        const once = parsePolicy(text);
        expect(parsePolicy(serializePolicy(once))).toEqual({ ...once, findings: [] });
        const list = parsePolicyList(text).map(({ directives }) => directives);
        const again = parsePolicyList(serializePolicyList(parsePolicyList(text)));
        expect(again.map(({ directives }) => directives)).toEqual(
          list.filter((one) => one.length > 0),
        );
      }),
    );
  });

  test("does not care for white space, empty directives and the case of names", () => {
    const spaces = fc.constantFrom(" ", "\t", "\n", "\f", "\r", "  ", " \t ");
    fc.assert(
      fc.property(policy, spaces, (text, space) => {
        const loose = text.replaceAll(" ", space).replaceAll(";", `${space};;${space}`);
        const upper = loose.replace(/(^|;\s*)([a-z-]+)/g, (all) => all.toUpperCase());
        expect(parsePolicy(upper).directives).toEqual(parsePolicy(text).directives);
      }),
    );
  });
});

describe("matching", () => {
  const urls = fc.constantFrom(
    "https://a.example/js/x.js",
    "http://a.example/",
    "wss://a.example/s",
    "data",
    "https://a.example",
  );

  test("a source more never turns a match into anything else", () => {
    fc.assert(
      fc.property(
        urls,
        fc.array(source, { maxLength: 4 }),
        source,
        documentURL,
        (url, list, more, document) => {
          const target = targetOf(url);
          if (target === null) throw new Error(url);
          const origin = originOfDocument(document);
          const match = (tokens: string[]) =>
            matchSourceList(target, tokens.map(parseSource), origin).match;
          const before = match(list);
          const after = match([...list, more]);
          if (before === "match") expect(after).toBe("match");
          if (before !== "no-match") expect(after).not.toBe("no-match");
        },
      ),
    );
  });

  test("a redirect only ever lets more in", () => {
    fc.assert(
      fc.property(urls, source, documentURL, (url, token, document) => {
        const target = targetOf(url);
        if (target === null) throw new Error(url);
        const origin = originOfDocument(document);
        if (matchSourceList(target, [parseSource(token)], origin).match !== "match") return;
        expect(matchSourceList(target, [parseSource(token)], origin, 1).match).toBe("match");
      }),
    );
  });
});

describe("evaluation", () => {
  test("of a policy that has more sources, and no nonce, hash or 'strict-dynamic', blocks nothing more", () => {
    const list = fc.array(source, { maxLength: 4 });
    fc.assert(
      fc.property(report, list, source, (one, tokens, more) => {
        const directive = one.effectiveDirective ?? "default-src";
        const before = evaluate(one, parsePolicy([directive, ...tokens].join(" ")));
        // Other grammars than source lists are not monotone: 'block' beside 'allow', say.
        if (!directive.endsWith("-src")) return;
        const after = evaluate(one, parsePolicy([directive, ...tokens, more].join(" ")));
        if (before.outcome === "allowed") expect(after.outcome).not.toBe("blocked");
      }),
    );
  });

  test("of a report's own policy is never allowed", () => {
    fc.assert(
      fc.property(report, policy, (one, text) => {
        const reported = { ...one, originalPolicy: text };
        expect(evaluate(reported, parsePolicy(text)).outcome).not.toBe("allowed");
      }),
      { numRuns: 500 },
    );
  });

  test("depends on the report and the policy alone", () => {
    fc.assert(
      fc.property(report, policy, (one, text) => {
        expect(evaluate(one, parsePolicy(text))).toEqual(evaluate({ ...one }, parsePolicy(text)));
      }),
    );
  });
});

describe("a hostile megabyte", () => {
  const MEGABYTE = 1 << 20;
  const path = "/a".repeat(100_000);

  test.each([
    ["directives of different names", Array.from({ length: 100_000 }, (_, i) => `d${i}`).join(";")],
    ["directives of one name", "img-src a;".repeat(100_000)],
    ["semicolons", ";".repeat(MEGABYTE)],
    ["white space", `img-src${" ".repeat(MEGABYTE)}a`],
    ["commas", ",".repeat(MEGABYTE)],
    ["sources", `script-src ${"a.example ".repeat(100_000)}`],
    [
      "different sources",
      `script-src ${Array.from({ length: 80_000 }, (_, i) => `h${i}.example`).join(" ")}`,
    ],
    ["nonces", `script-src ${"'nonce-abc' ".repeat(80_000)}`],
    ["hashes", `script-src ${"'sha256-abc' ".repeat(80_000)}`],
    ["'unsafe-inline'", `script-src ${"'unsafe-inline' ".repeat(60_000)}`],
    [
      "paths of the same host",
      `script-src ${`https://a.example${"/a".repeat(10)} `.repeat(25_000)}`,
    ],
    ["prefixes of the same host", `script-src ${"https://a.example/a/ ".repeat(50_000)}`],
    ["one long path", `script-src https://a.example${"/a".repeat(MEGABYTE / 2)}`],
    ["one long host", `script-src ${"a.".repeat(MEGABYTE / 2)}`],
    ["one long wildcard", `script-src ${"*.".repeat(MEGABYTE / 2)}`],
    ["one long scheme", `script-src ${"a".repeat(MEGABYTE)}:`],
    ["one long nonce", `script-src 'nonce-${"=".repeat(MEGABYTE)}'`],
    ["one long hash", `script-src 'sha256-${"a=".repeat(MEGABYTE / 2)}'`],
    ["quotes", `script-src ${"'".repeat(MEGABYTE)}`],
    ["escapes", `script-src https://a.example/${"%41".repeat(MEGABYTE / 3)}`],
    ["names of Trusted Types policies", `trusted-types ${"a ".repeat(MEGABYTE / 2)}`],
  ])("of %s is worked through", (_, text) => {
    const parsed = parsePolicy(text);
    parsePolicyList(text);
    lint(parsed);
    const fields = { originalPolicy: text, effectiveDirective: "script-src-elem" };
    for (const blockedURL of [
      `https://a.example${path}`,
      `https://a.example/${"a".repeat(MEGABYTE)}`,
      "inline",
    ]) {
      const reported = violation({ ...fields, blockedURL });
      expect(evaluate(reported, parsed).outcome).not.toBe("allowed");
      suggest(reported, parsed);
    }
    expect(parsePolicy(serializePolicy(parsed)).directives).toHaveLength(parsed.directives.length);
  });
});
