/** How often an issue happened under one version, of how many reports of it. */
export interface Rate {
  readonly received: number;
  readonly of: number;
}

/** How an issue's part of all reports has moved from one version to the other. */
export interface Shift {
  readonly direction: "more" | "less" | "same";
  /** How many times as often as before. */
  readonly factor: number;
}

/** Differences within so many standard deviations may be chance. */
const BEYOND_CHANCE = 3;

/**
 * Compares parts, not counts: a version that was seen ten times as often has ten times the
 * reports of everything. `same` is also what cannot be told from chance (a test of two
 * proportions).
 */
export function shiftOf(a: Rate, b: Rate): Shift {
  const [before, after] = [part(a), part(b)];
  const factor = before === 0 ? Number.POSITIVE_INFINITY : after / before;
  const pooled = part({ received: a.received + b.received, of: a.of + b.of });
  const deviation = Math.sqrt(
    pooled * (1 - pooled) * (1 / Math.max(1, a.of) + 1 / Math.max(1, b.of)),
  );
  const distance = Math.abs(after - before);
  if (deviation === 0 || distance < BEYOND_CHANCE * deviation) return { direction: "same", factor };
  return { direction: after > before ? "more" : "less", factor };
}

function part({ received, of }: Rate): number {
  return of === 0 ? 0 : received / of;
}
