import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  compileNoise,
  NOISE_FIELDS,
  NOISE_RULES,
  type NoiseField,
  type NoiseMatch,
  noiseRetagger,
  OWN_MATCHES,
  ownRule,
  ruleProblems,
  rulesInUse,
} from "../../../src/admission/index.ts";
import { subject } from "./subjects.ts";

function rule(match: NoiseMatch, value: string, fields: NoiseField[] = ["blocked"], id = "own/x") {
  return ownRule({ id, match, value, fields, why: "It is so.", confidence: "medium" });
}

const messages = (...args: Parameters<typeof rule>) =>
  ruleProblems(rule(...args)).map(({ path, message }) => `${path} ${message}`);

describe("a rule that can be used", () => {
  test.each<[NoiseMatch, string, NoiseField[]]>([
    ["exact", "data:text/html,chromewebdata", ["blocked", "document"]],
    ["scheme", "chrome-extension", ["blocked", "source"]],
    ["host", "nikkomsgchannel", ["blocked"]],
    ["host", "192.0.2.7", ["blocked"]],
    ["suffix", "Widget.Example", ["blocked", "source", "referrer"]],
    ["suffix", "shop.co.uk", ["blocked"]],
    ["location", "cdn.example/widget/", ["blocked"]],
    ["cidr", "10.0.0.0/8", ["blocked"]],
    ["port", "15871", ["blocked"]],
    ["substring", "/Loader.js?", ["blocked"]],
    ["substring", "adsbygoogle", ["sample"]],
    ["policy-host", "kaspersky-labs.com", ["policy"]],
  ])("%s %s", (match, value, fields) => {
    expect(messages(match, value, fields)).toEqual([]);
  });
});

describe("a rule that cannot", () => {
  test.each<[NoiseMatch, string, NoiseField[], RegExp]>([
    ["exact", "inline", ["blocked"], /^value is too broad/],
    ["exact", "eval", ["blocked"], /^value is too broad/],
    ["scheme", "https", ["blocked"], /^value is too broad/],
    ["scheme", "chrome-extension://", ["blocked"], /^value must be a scheme/],
    ["host", "cdn.example/x", ["blocked"], /^value must be a host/],
    ["host", "*.example.org", ["blocked"], /^value must be a host/],
    ["suffix", "com", ["blocked"], /^value is too broad/],
    ["suffix", "co.uk", ["blocked"], /^value is too broad/],
    ["suffix", ".example.org", ["blocked"], /^value must be a domain/],
    ["suffix", "192.0.2.7", ["blocked"], /^value must be a domain/],
    ["location", "cdn.example", ["blocked"], /^value must be host and path/],
    ["location", "cdn.example/", ["blocked"], /^value must be host and path/],
    ["location", "com.au/x", ["blocked"], /^value is too broad/],
    ["cidr", "10.0.0.0", ["blocked"], /^value must be a range/],
    ["cidr", "10.0.0.0/33", ["blocked"], /^value must be a range/],
    ["cidr", "2001:db8::/32", ["blocked"], /^value must be a range/],
    ["cidr", "0.0.0.0/0", ["blocked"], /^value is too broad/],
    ["port", "99999", ["blocked"], /^value must be a port/],
    ["port", "443", ["blocked"], /^value is never seen/],
    ["substring", ".js", ["blocked"], /^value is too broad/],
    ["substring", "", ["blocked"], /^value must not be empty/],
    ["policy-host", "com", ["policy"], /^value is too broad/],
    ["policy-host", "a.example", ["blocked"], /^fields blocked: not with policy-host/],
    ["suffix", "a.example", ["policy"], /^fields policy: not with suffix/],
    ["suffix", "a.example", ["sample", "blocked"], /^fields sample: not with suffix/],
    ["suffix", "a.example", ["document"], /^fields document: not with suffix/],
    ["suffix", "a.example", [], /^fields must not be empty/],
    ["firefox-bug", "50 script-src inline", ["blocked"], /^value cannot/],
  ])("%s %s in %p", (match, value, fields, expected) => {
    expect(messages(match, value, fields)).toEqual([expect.stringMatching(expected)]);
  });

  test.each(["x", "own/", "/x", "Own/x", "own/a b", "own/a/b", "own/../x", "own/x\n"])(
    "has the id %p",
    (id) => {
      expect(messages("suffix", "a.example", ["blocked"], id)).toEqual([
        expect.stringMatching(/^id must be kind and name/),
      ]);
    },
  );
});

test("whatever is found good compiles and matches without throwing", () => {
  const value = fc.oneof(fc.string(), fc.domain(), fc.ipV4(), fc.ipV4Extended(), fc.webUrl());
  const fields = fc.subarray([...NOISE_FIELDS]);
  fc.assert(
    fc.property(fc.constantFrom(...OWN_MATCHES), value, fields, value, (match, text, of, url) => {
      const made = rule(match, text, of);
      if (ruleProblems(made).length > 0) return;
      const matcher = compileNoise([made]);
      const all = { blockedURL: url, sourceFile: url, sample: url, originalPolicy: url };
      expect([null, "own/x"]).toContain(matcher(subject({ ...all, documentURL: url })));
    }),
    { numRuns: 500 },
  );
});

describe("the rules in use", () => {
  const idsOf = (settings: Parameters<typeof rulesInUse>[0]) =>
    rulesInUse(settings).map(({ id }) => id);
  const low = { ...rule("suffix", "a.example"), confidence: "low" as const };

  test("are own ones of any confidence, and built-in ones that are sure enough", () => {
    const ids = idsOf({ action: "tag", rules: [low] });
    expect(ids).toContain("own/x");
    const unsure = NOISE_RULES.find(({ confidence }) => confidence === "low");
    expect(unsure).toBeDefined();
    expect(ids).not.toContain(unsure?.id);
  });

  test("lack those that are switched off, own ones and whole kinds too", () => {
    const disabled = ["own/x", "extension-scheme"];
    const ids = idsOf({ action: "tag", rules: [low], disabled });
    expect(ids.filter((id) => id === "own/x" || id.startsWith("extension-scheme/"))).toEqual([]);
  });

  test("have an own rule in place of a built-in one of the same id", () => {
    const id = "extension-scheme/chrome-extension";
    const own = rule("suffix", "a.example", ["blocked"], id);
    const found = rulesInUse({ action: "tag", rules: [own] }).filter((each) => each.id === id);
    expect(found).toEqual([own]);
  });
});

test("a stored report is tagged as on receipt, by rules that came as plain data", () => {
  const tag = noiseRetagger(structuredClone([rule("suffix", "Widget.example")]), new Set());
  const report = { type: "csp-violation", body: null, url: null, userAgent: null, noise: null };
  const violation = (blockedURL: string) => ({
    documentURL: "https://shop.example/",
    referrer: null,
    blockedURL,
    effectiveDirective: "script-src-elem",
    originalPolicy: null,
    sourceFile: null,
    sample: null,
    disposition: null,
    statusCode: null,
    lineNumber: null,
    columnNumber: null,
  });
  expect(tag({ ...report, violation: violation("https://cdn.widget.example/x.js") })).toBe("own/x");
  expect(tag({ ...report, violation: violation("https://notwidget.example/") })).toBeNull();
});
