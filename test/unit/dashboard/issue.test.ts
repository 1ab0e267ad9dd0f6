import { describe, expect, test } from "bun:test";
import { overtaken } from "../../../src/dashboard/app/marks/marks.ts";
import { isExtension } from "../../../src/dashboard/app/pages/issue/extension.ts";
import { fieldsOf } from "../../../src/dashboard/app/pages/issue/fields.ts";
import { explainedSpan, spanAround } from "../../../src/dashboard/app/pages/issue/issue-span.ts";
import { placeOf } from "../../../src/dashboard/app/pages/issue/place.ts";
import { diffPolicy } from "../../../src/dashboard/app/pages/issue/policy-diff.ts";
import { REPORT } from "../../../src/http/api/examples.ts";
import type { ExplanationView } from "../../../src/http/api/schema/explanation.ts";

/** `+added -removed kept`. */
function shown(policy: string | null, directive: string, text: string | null): string {
  const signs = { added: "+", removed: "-", kept: "" };
  const { tokens } = diffPolicy(policy, directive, text);
  return tokens.map((token) => signs[token.change] + token.text).join(" ");
}

describe("a change of the policy", () => {
  const POLICY = "default-src 'self'; script-src 'self' https://cdn.example; object-src 'none'";
  test.each<[string, string, string | null, string]>([
    [
      "that adds a host",
      "script-src",
      "script-src 'self' https://cdn.example https://new.example",
      "script-src 'self' https://cdn.example +https://new.example",
    ],
    [
      "that takes the place of 'none'",
      "object-src",
      "object-src https://a.example",
      "object-src -'none' +https://a.example",
    ],
    ["that takes a directive out", "object-src", null, "-object-src -'none'"],
    [
      "for which default-src stood in",
      "img-src",
      "img-src 'self' https://a.example",
      "+img-src 'self' +https://a.example",
    ],
    ["that nothing stood in for", "form-action", "form-action 'self'", "+form-action +'self'"],
  ])("%s is told token by token", (_, directive, text, diff) => {
    expect(shown(POLICY, directive, text)).toBe(diff);
  });

  test("says which directive stands in for one that is not there", () => {
    expect(diffPolicy(POLICY, "img-src", "img-src 'self'").instead).toBe("default-src");
    expect(diffPolicy(POLICY, "script-src", "script-src 'self'").instead).toBeNull();
    expect(diffPolicy(POLICY, "base-uri", "base-uri 'self'").instead).toBeNull();
  });

  test("is all new where no policy is at hand, and survives a hostile one", () => {
    expect(shown(null, "img-src", "img-src *")).toBe("+img-src +*");
    const hostile = `img-src ${"x ".repeat(20_000)}; \u0000;;; IMG-SRC 'none'`;
    expect(() => diffPolicy(hostile, "img-src", "img-src x")).not.toThrow();
  });
});

describe("whether it is an extension", () => {
  const NONE = { noise: { received: 0 }, allTime: { received: 100 } };
  const reason = (rule: string, speaksFor: "noise" | "broken-page" = "noise") => ({
    rule,
    speaksFor,
    points: 6,
    text: `because of ${rule}`,
  });
  const told = (
    verdict: ExplanationView["verdict"],
    ...reasons: ExplanationView["reasons"]
  ): Pick<ExplanationView, "verdict" | "reasons"> => ({ verdict, reasons });

  test.each([
    ["Yes", told("noise", reason("noise/extension-scheme")), null],
    ["Yes", told("noise", reason("noise/extension-code")), null],
    ["Probably", told("noise", reason("noise/known-pattern")), "extension-host/grammarly"],
    ["Not an extension, but noise", told("noise", reason("noise/known-pattern")), "isp/x"],
    ["Not an extension, but noise", told("noise", reason("noise/saved-copy")), null],
    ["No sign of it", told("broken-page", reason("broken/all-engines", "broken-page")), null],
    ["No sign of it", told("cannot-tell"), null],
  ] as const)("is answered %p", (short, explanation, rule) => {
    const answer = isExtension(NONE, explanation, rule);
    expect(answer.short).toBe(short);
    expect(answer.why).not.toBe("");
  });

  test("is answered with the part of the reports that look like noise", () => {
    const some = { noise: { received: 12 }, allTime: { received: 100 } };
    const answer = isExtension(some, told("broken-page"), null);
    expect([answer.short, answer.why]).toEqual([
      "Partly",
      "12% of its reports look like noise, the others do not.",
    ]);
  });
});

test.each([
  ["https://shop.example/app.js", 12, 7, "https://shop.example/app.js:12:7"],
  ["https://shop.example/app.js", 12, null, "https://shop.example/app.js:12"],
  ["https://shop.example/app.js", null, 7, "https://shop.example/app.js"],
  [null, 12, 7, null],
  ["", 12, 7, null],
])("%p, line %p, column %p is the place %p", (sourceFile, lineNumber, columnNumber, place) => {
  expect(placeOf({ sourceFile, lineNumber, columnNumber })).toBe(place);
});

describe("the span of an issue", () => {
  const NOW = Date.parse("2026-11-29T12:00:00Z");
  test("is the API's own while it goes on, whatever the clock of the viewer", () => {
    expect(explainedSpan("2026-11-20T00:00:00.000Z", NOW)).toEqual({});
    expect(explainedSpan("2026-12-20T00:00:00.000Z", NOW)).toEqual({});
  });

  test("of one that is long gone is the days before it went", () => {
    expect(explainedSpan("2026-09-01T00:00:00.000Z", NOW)).toEqual({
      from: "2026-08-02T00:00:00.000Z",
      to: "2026-09-02T00:00:00.000Z",
    });
    expect(spanAround("2026-09-01T00:00:00.000Z")).toEqual({
      from: "2026-08-25T00:00:00.000Z",
      to: "2026-09-01T01:00:00.000Z",
    });
  });
});

test("a report is told by the fields that it has", () => {
  const fields = new Map(fieldsOf(REPORT));
  expect(fields.get("effectiveDirective")).toBe(REPORT.violation?.effectiveDirective ?? "");
  expect([...fields.values()]).not.toContain("");
  expect(fields.has("constructor")).toBe(false);
});

test("somebody who was faster is noticed, and one's own last word is not", () => {
  const said = (at: string, by: string) => ({ status: "open" as const, note: null, by, at });
  const mark = (...history: Array<ReturnType<typeof said>>) => ({
    id: "9f2c1a7be04d5638",
    ...(history[0] ?? said("", "")),
    statusAt: "",
    history,
  });
  const [one, two, three] = [said("1", "ann"), said("2", "bob"), said("3", "ann")];
  expect(overtaken(mark(one), null)).toBeNull();
  expect(overtaken(mark(two, one), mark(one))).toBeNull();
  expect(overtaken(mark(three, two, one), mark(one))).toEqual(two);
  expect(overtaken(mark(two, one), null)).toEqual(one);
});
