import type { Confidence, NoiseRule } from "./rule.ts";

/**
 * A rule's place in the order of preference. Where several rules match a report, the lowest wins:
 * the more confident rule first, then the longer value, then the id in alphabetical order. Which
 * text matched does not count. The order is total, so the same report always gets the same tag.
 */
export type Rank = number;

/** Higher than every rank. */
export const NO_MATCH: Rank = 0x7fff_ffff;

const CONFIDENCES: readonly Confidence[] = ["high", "medium", "low"];

/** Rules by preference; a rule's index is its {@link Rank}. */
export function inOrder(rules: readonly NoiseRule[]): NoiseRule[] {
  return [...rules].sort(
    (a, b) =>
      CONFIDENCES.indexOf(a.confidence) - CONFIDENCES.indexOf(b.confidence) ||
      b.value.length - a.value.length ||
      (a.id < b.id ? -1 : 1),
  );
}

/** True where `confidence` is at least `least`. */
export function isAtLeast(confidence: Confidence, least: Confidence): boolean {
  return CONFIDENCES.indexOf(confidence) <= CONFIDENCES.indexOf(least);
}

/** A rule with its rank. */
export interface Ranked {
  readonly rank: Rank;
  readonly rule: NoiseRule;
}
