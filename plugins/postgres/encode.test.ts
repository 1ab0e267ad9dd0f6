import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Report } from "tattle/sink";
import { encode, storable } from "./encode.ts";
import { aReport, withSample } from "./testing.ts";

function rowOf(report: Report): Record<string, unknown> {
  const encoded = encode(report, 0);
  if ("refused" in encoded) throw new Error(encoded.refused);
  return JSON.parse(encoded.json);
}

/** What PostgreSQL refuses, by JavaScript's own means. */
function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

describe("a row", () => {
  test("has the violation's members under the specification's names in snake case", () => {
    const { raw: _raw, fingerprint, id, ...row } = rowOf(aReport());
    expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(id).toBeString();
    expect(row).toEqual({
      project: "shop",
      received_at: "2026-05-01T12:00:00.125Z",
      occurred_at: "2026-05-01T11:59:59.999Z",
      type: "csp-violation",
      url: "https://shop.example/cart",
      user_agent: "Test/1.0",
      disposition: "enforce",
      document_url: "https://shop.example/cart",
      referrer: null,
      blocked_url: "https://cdn.example/widget.js",
      effective_directive: "script-src-elem",
      original_policy: "default-src 'self'",
      source_file: "https://shop.example/app.js",
      sample: null,
      status_code: 200,
      line_number: 7,
      column_number: 1,
      policy_version: "7",
      token: "phc_shop",
      distinct_id: "d",
      session_id: "s",
      sample_rate: null,
      weight: 1,
      noise: null,
      body: null,
    });
  });

  test("of another type has its body, and no fingerprint", () => {
    const row = rowOf(aReport({ type: "crash", violation: null, body: { reason: "oom" } }));
    expect(row).toMatchObject({ body: { reason: "oom" }, fingerprint: null, blocked_url: null });
  });

  test.each([1.5, 1e300, Number.POSITIVE_INFINITY, Number.NaN, 2 ** 53])(
    "leaves a line number of %p to raw",
    (lineNumber) => {
      const { violation } = aReport();
      if (violation === null) throw new Error("a violation");
      const row = rowOf(aReport({ violation: { ...violation, lineNumber } }));
      expect(row.line_number).toBeNull();
    },
  );
});

describe("a report that can be no row", () => {
  const deep = JSON.parse(`${'{"a":'.repeat(5)}1${"}".repeat(5)}`);
  let endless = deep;
  for (let depth = 0; depth < 200_000; depth++) endless = { a: endless };
  test.each<[string, Partial<Report>]>([
    ["an id that is no UUID", { id: "r1" }],
    ["a receipt at no time", { receivedAt: Number.NaN }],
    ["a time before the epoch", { occurredAt: -1 }],
    ["a time in the year 10000", { occurredAt: Date.UTC(10_000, 0) }],
    ["JSON deeper than the stack", { raw: endless }],
  ])("%s is refused with a reason", (_name, given) => {
    expect(encode(aReport(given), 3)).toEqual({
      index: 3,
      refused: expect.stringMatching(/\w{3}/),
    });
  });
});

describe("what PostgreSQL cannot store", () => {
  test.each([
    ["a\0b", "a\ufffdb"],
    ["\ud83d cut \udc00", "\ufffd cut \ufffd"],
    ["\ud83d\ude00", "\ud83d\ude00"],
    ["\\u0000", "\\u0000"],
    ["\\\0\\ud800", "\\\ufffd\\ud800"],
    ["\u0001\u001f\u007f\u2028\uffff", "\u0001\u001f\u007f\u2028\uffff"],
  ])("%j becomes %j", (text, want) => {
    expect(rowOf(withSample(text)).sample).toBe(want);
  });

  test("is replaced in keys too", () => {
    const row = rowOf(aReport({ raw: { "k\0": { "\udead": [{ "": "\0" }] } } }));
    expect(row.raw).toEqual({ "k\ufffd": { "\ufffd": [{ "": "\ufffd" }] } });
  });

  test("is all that changes, in any text", () => {
    const unit = fc.oneof(
      fc.constantFrom("\\", "\0", "u0000", "\\u0000", "\ud800", "\udfff", "ud800", '"', "😀", "퟿"),
      fc.string({ unit: "binary", maxLength: 3 }),
    );
    const texts = fc.array(unit, { maxLength: 12 }).map((units) => units.join(""));
    fc.assert(
      fc.property(texts, (text) => {
        const stored: string = JSON.parse(storable(JSON.stringify(text)));
        expect(stored).toBe(text.toWellFormed().replaceAll("\0", "\ufffd"));
        expect(isStorable(stored)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
