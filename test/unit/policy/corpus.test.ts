import { describe, expect, test } from "bun:test";
import { decodeBody } from "../../../src/intake/index.ts";
import { checksOf } from "../../../src/policy/evaluate/checks.ts";
import { evidenceOf } from "../../../src/policy/evaluate/evidence.ts";
import {
  applyChange,
  evaluate,
  parsePolicy,
  parsePolicyList,
  serializePolicyList,
  suggest,
} from "../../../src/policy/index.ts";
import type { Violation } from "../../../src/report/report.ts";
import { readCorpus, readFixture } from "../intake/corpus.ts";

const LIMITS = { reportsPerBody: 1000 };

interface Case {
  body?: unknown;
  headers?: Record<string, string>;
}

function violationsOf(
  body: Uint8Array,
  contentType: string,
): (Violation & { originalPolicy: string })[] {
  return decodeBody(body, contentType, LIMITS).items.flatMap(({ violation }) =>
    violation?.originalPolicy == null
      ? []
      : [{ ...violation, originalPolicy: violation.originalPolicy }],
  );
}

const recorded = readCorpus().flatMap(({ body, contentType }) => violationsOf(body, contentType));
const cases: Case[] = JSON.parse(readFixture("real-world-bodies.json"));
const collected = cases.flatMap(({ body, headers }) =>
  typeof body === "string"
    ? violationsOf(new TextEncoder().encode(body), headers?.["Content-Type"] ?? "")
    : [],
);
const all = [...recorded, ...collected];

/**
 * Made up by the authors of other collectors' tests: nothing in the policy that they name could
 * have blocked it.
 */
const IMPOSSIBLE = [
  "script-src eval img-src 'self'",
  "script-src inline img-src 'self'",
  "style-src-elem https://b.example/x.css img-src 'self'",
];

function label({ effectiveDirective, blockedURL, originalPolicy }: Violation): string {
  return `${effectiveDirective} ${blockedURL} ${originalPolicy}`;
}

describe("every recorded violation", () => {
  test("there are enough of them", () => {
    expect(recorded.length).toBeGreaterThan(450);
    expect(collected.length).toBeGreaterThan(20);
  });

  test("is blocked by its own policy, or unknown where nobody could have sent it", () => {
    const others = all
      .map((one) => [evaluate(one, parsePolicy(one.originalPolicy)), one] as const)
      .filter(([{ outcome }]) => outcome !== "blocked");
    expect(others.map(([{ outcome, reason }]) => `${outcome} ${reason}`)).toEqual(
      others.map(() => "unknown unexplained"),
    );
    expect(others.map(([, one]) => label(one)).toSorted()).toEqual(IMPOSSIBLE);
  });

  test("is not allowed by the directive of its own policy, without the policy as evidence", () => {
    const none = evidenceOf(null);
    let decided = 0;
    for (const one of all) {
      const policy = parsePolicy(one.originalPolicy);
      for (const check of checksOf(one)) {
        const directive = check.governing(policy);
        if (directive === null) continue;
        decided++;
        expect([label(one), check.decide(directive, policy, none).outcome]).not.toContain(
          "allowed",
        );
      }
    }
    expect(decided).toBeGreaterThan(recorded.length);
  });

  test("is allowed where a policy says nothing", () => {
    for (const one of all.filter((violation) => !IMPOSSIBLE.includes(label(violation)))) {
      expect(evaluate(one, parsePolicy("report-to x")).outcome).toBe("allowed");
    }
  });

  test("is not blocked any more after a suggested change", () => {
    const policies = new Set<string>();
    let suggested = 0;
    for (const one of all) {
      const policy = parsePolicy(one.originalPolicy);
      for (const change of suggest(one, policy).filter(({ template }) => !template)) {
        suggested++;
        policies.add(one.originalPolicy);
        const { outcome } = evaluate(one, applyChange(policy, change));
        expect([label(one), change.text, outcome]).not.toContain("blocked");
      }
    }
    expect(suggested).toBeGreaterThan(400);
    expect(policies.size).toBeGreaterThan(50);
  });
});

test("every recorded policy survives being written and read again", () => {
  for (const { originalPolicy } of all) {
    const policies = parsePolicyList(originalPolicy);
    const again = parsePolicyList(serializePolicyList(policies));
    expect(again.map(({ directives }) => directives)).toEqual(
      policies.map(({ directives }) => directives).filter((directives) => directives.length > 0),
    );
  }
});
