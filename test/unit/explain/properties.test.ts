import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { explain, type IssueFacts, VERDICTS } from "../../../src/explain/index.ts";
import { DIRECTIVES } from "../../../src/report/directives.ts";
import { violationOf } from "../../support/labelled.ts";

const LONGEST_TEXT = 1000;

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.constantFrom(
    "inline",
    "eval",
    "wasm-eval",
    "trusted-types-sink",
    "trusted-types-policy",
    "data",
    "blob",
    "self",
    "*",
    "__proto__",
    "https://www.shop.example/checkout/pay",
    "http://localhost:3000/",
    "https://google-analytisc.su/x.js",
    "chrome-extension://abc/x.js",
    "alert(1)",
    "<svg onload=alert(1)>\u202e\u0000\ud800",
    `https://${"a".repeat(20_000)}.example/`,
    `javascript:${"x".repeat(100_000)}`,
  ),
  fc.webUrl(),
);
const policy = fc.oneof(
  text,
  fc
    .array(
      fc.tuple(
        fc.constantFrom(...DIRECTIVES, "scipt-src"),
        fc.array(
          fc.constantFrom(
            "'self'",
            "self",
            "'none'",
            "data",
            "*",
            "https:",
            "'nonce-a'",
            "style-src",
            "cdn.shop.example",
            "'unsafe_inline'",
            "unsafe-inline",
            "strict-dynamic",
          ),
          { maxLength: 5 },
        ),
      ),
      { maxLength: 5 },
    )
    .map((directives) => directives.map(([name, value]) => [name, ...value].join(" ")).join("; ")),
  fc.constant(`script-src ${"'x ".repeat(30_000)}`),
);
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const number = fc.oneof(
  fc.nat(),
  fc.double(),
  fc.constantFrom(-1, Number.NaN, Number.POSITIVE_INFINITY),
);
const counts = fc.record({ received: number, estimated: number });
const valueFacts = fc.record({
  value: orNull(
    fc.oneof(fc.constantFrom("Chrome", "Safari", "Firefox", "Edge", "enforce", "report"), text),
  ),
  received: number,
  estimated: number,
});
const list = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 6 });
const versions = list(fc.record({ version: orNull(text), firstSeen: number }));

const issue: fc.Arbitrary<IssueFacts> = fc.record({
  directive: orNull(fc.oneof(fc.constantFrom(...DIRECTIVES), text)),
  blocked: text,
  source: orNull(text),
  counts,
  firstSeen: number,
  lastSeen: number,
  documents: number,
  topDocuments: list(text),
  browsers: list(valueFacts),
  dispositions: list(valueFacts),
  versions,
  variants: list(fc.record({ sample: orNull(text), sourceFile: orNull(text), received: number })),
  noise: fc.record({
    received: number,
    rules: list(
      fc.record({
        id: fc.oneof(text, fc.constant("extension-scheme/chrome-extension")),
        received: number,
      }),
    ),
  }),
  example: orNull(
    fc
      .record({
        documentURL: orNull(text),
        referrer: orNull(text),
        blockedURL: orNull(text),
        effectiveDirective: orNull(fc.oneof(fc.constantFrom(...DIRECTIVES), text)),
        originalPolicy: orNull(policy),
        sourceFile: orNull(text),
        sample: orNull(text),
      })
      .map(violationOf),
  ),
  previousPolicy: orNull(policy),
  project: fc.record({
    documents: orNull(number),
    browsers: list(valueFacts),
    versions,
    firstSeen: orNull(number),
    hosts: list(text),
  }),
});

describe("whatever the facts are", () => {
  test("they are explained, in sentences that are bounded and can be printed", () => {
    fc.assert(
      fc.property(issue, (facts) => {
        const { summary, verdict, reasons, advice, warnings } = explain(facts);
        expect(VERDICTS).toContain(verdict);
        const texts = [summary, ...reasons.map((reason) => reason.text), ...advice, ...warnings];
        for (const each of texts) {
          expect(each.length).toBeLessThan(LONGEST_TEXT);
          expect(each).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]|undefined|NaN|\[object/u);
        }
        expect(advice.length).toBeGreaterThan(0);
      }),
      { numRuns: 400 },
    );
  });

  test("the same facts get the same answer", () => {
    fc.assert(
      fc.property(issue, (facts) => expect(explain(facts)).toEqual(explain(facts))),
      {
        numRuns: 100,
      },
    );
  });

  test("noise and attack come with a reason that speaks for them, and without a change", () => {
    fc.assert(
      fc.property(issue, (facts) => {
        const { verdict, reasons, changes } = explain(facts);
        if (verdict === "cannot-tell") return expect(changes).toEqual([]);
        expect(reasons.some(({ speaksFor }) => speaksFor === verdict)).toBe(true);
        if (verdict === "noise" || verdict === "attack") expect(changes).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  test("no change opens a policy wide without a high risk and a warning", () => {
    fc.assert(
      fc.property(issue, (facts) => {
        const { changes, warnings } = explain(facts);
        const wide = changes.filter(({ add }) =>
          add.some((token) => /^(?:\*|https?:|'unsafe-(?:inline|eval)')$/i.test(token)),
        );
        for (const { risk } of wide) expect(risk).toBe("high");
        if (wide.length > 0) expect(warnings.join(" ")).toContain("opens the policy wide");
      }),
      { numRuns: 400 },
    );
  });
});
