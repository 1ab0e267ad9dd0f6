/** How well explanations do on violations of which others have said what caused them. */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { explanationsReference } from "../../../docs/explanations.ts";
import { explain, RULES, VERDICTS } from "../../../src/explain/index.ts";
import { confusionOf, factsOf, figuresOf, isHeldOut, LABELLED } from "../../support/labelled.ts";

const held = LABELLED.filter(({ id }) => isHeldOut(id));
const PARTS = [
  ["all", LABELLED],
  ["those put away", held],
] as const;

describe("the labelled violations", () => {
  test("are enough, of every kind, each with its source", () => {
    expect(LABELLED.length).toBeGreaterThanOrEqual(150);
    expect(new Set(LABELLED.map(({ id }) => id)).size).toBe(LABELLED.length);
    for (const verdict of VERDICTS) {
      expect(LABELLED.filter(({ label }) => label === verdict).length).toBeGreaterThanOrEqual(15);
    }
    expect(LABELLED.filter(({ source, why }) => source === "" || why === "")).toEqual([]);
  });

  test("are put away to a third", () => {
    expect(held.length / LABELLED.length).toBeGreaterThan(0.28);
  });
});

describe.each(PARTS)("of %s", (_name, cases) => {
  const table = confusionOf(cases);

  test.each([
    ["noise", 0.9, 0.8],
    ["attack", 0.9, 0.75],
    ["broken-page", 0.85, 0.85],
    ["new-dependency", 0.85, 0.8],
  ] as const)(
    "%s is right in %d of what is called so, and covers %d",
    (verdict, right, covered) => {
      const { precision, coverage } = figuresOf(table, verdict);
      expect(precision).toBeGreaterThanOrEqual(right);
      expect(coverage).toBeGreaterThanOrEqual(covered);
    },
  );
});

test("every rule but one holds somewhere in the table", () => {
  const held = new Set(
    LABELLED.flatMap((one) => explain(factsOf(one)).reasons.map(({ rule }) => rule)),
  );
  const silent = RULES.map(({ id }) => id).filter((id) => !held.has(id));
  // It has a test of its own.
  expect(silent).toEqual(["noise/possible-pattern"]);
});

test("docs/explanations.md is up to date (else: make docs)", () => {
  const path = join(import.meta.dir, "../../../docs/explanations.md");
  expect(readFileSync(path, "utf8")).toBe(explanationsReference());
});
