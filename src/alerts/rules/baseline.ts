/** What is usual, without being moved by a few days that were not. */
export interface Baseline {
  readonly median: number;
  /** Median of the distances from the median. */
  readonly mad: number;
}

/** The median absolute deviation of a normal distribution is its standard deviation over this. */
const NORMAL = 1.4826;

/** Standard deviations above the median from which on a value is none of chance. */
const DEVIATIONS = 6;

/** Median and its deviation; zeroes for no values. */
export function baselineOf(values: readonly number[]): Baseline {
  const middle = median(values);
  return { median: middle, mad: median(values.map((value) => Math.abs(value - middle))) };
}

/**
 * Above it a value is a spike: six deviations above the median, and twice the median at least,
 * since where all days were alike the deviation is nothing.
 */
export function spikeThreshold({ median: middle, mad }: Baseline): number {
  return Math.max(middle + DEVIATIONS * NORMAL * mad, 2 * middle);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}
