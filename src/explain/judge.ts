import type { Confidence, Reason, Verdict } from "./explanation.ts";

/** Points below which a verdict is not given. */
export const LEAST_POINTS = 3;
/** How many points a verdict needs more than the next one. */
export const LEAST_LEAD = 2;

export interface Judgement {
  readonly verdict: Verdict;
  readonly confidence: Confidence;
}

/**
 * Adds up what speaks for each verdict. The one with the most points wins where it has enough and
 * a clear lead; else it cannot be told.
 */
export function judge(reasons: readonly Pick<Reason, "speaksFor" | "points">[]): Judgement {
  const points = new Map<Verdict, number>();
  for (const { speaksFor, points: more } of reasons) {
    points.set(speaksFor, (points.get(speaksFor) ?? 0) + more);
  }
  const [first, second] = [...points].toSorted(([, a], [, b]) => b - a);
  if (first === undefined) return { verdict: "cannot-tell", confidence: "low" };
  const [verdict, most] = first;
  const lead = most - (second?.[1] ?? 0);
  if (most < LEAST_POINTS || lead < LEAST_LEAD)
    return { verdict: "cannot-tell", confidence: "low" };
  return { verdict, confidence: confidenceOf(most, lead) };
}

function confidenceOf(points: number, lead: number): Confidence {
  if (points >= 5 && lead >= 4) return "high";
  return points >= 4 && lead >= 3 ? "medium" : "low";
}
