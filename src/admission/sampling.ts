import type { Sampling } from "../report/report.ts";

/** How a rate decides. */
export type SamplingAlgorithm = Sampling["algorithm"];

/** What became of one report under a rate. */
export interface Decision {
  readonly keep: boolean;
  /** 1 / probability of being kept; 0 where dropped, so that weights add up to what was received. */
  readonly weight: number;
  /** What was hashed; `null` under a rate of 1 or more, where nothing is. */
  readonly key: string | null;
}

const CERTAIN: Decision = { keep: true, weight: 1, key: null };
const TWO_TO_64 = 2 ** 64;
const POSTHOG_BUCKETS = 10_000;

/**
 * Decides from nothing but its arguments, so every node and every version decides alike: all
 * reports of one document URL in one UTC minute share their fate.
 *
 * `uniform` compares XXH64 of the key's UTF-8 with the rate at full resolution. `posthog` gives
 * PostHog's decision (its `/report/` endpoint since 2026-07), to whole hundredths of a percent.
 */
export function decide(
  algorithm: SamplingAlgorithm,
  rate: number,
  url: string,
  receivedAt: number,
): Decision {
  if (rate >= 1) return CERTAIN;
  const key = `${url}-${minute(receivedAt)}`;
  const probability = Math.max(0, rate);
  return algorithm === "posthog" ? posthog(probability, key) : uniform(probability, key);
}

/** True for a rate above 0 that the algorithm cannot tell from 0. */
export function isTooSmall(algorithm: SamplingAlgorithm, rate: number): boolean {
  return algorithm === "posthog" && rate > 0 && posthogThreshold(rate) === 0;
}

function uniform(probability: number, key: string): Decision {
  // Scaling a double by 2^64 is exact, and rounding up keeps the smallest rates above zero.
  const threshold = Math.ceil(probability * TWO_TO_64);
  const keep = Bun.hash.xxHash64(key) < BigInt(threshold);
  return { keep, weight: keep ? TWO_TO_64 / threshold : 0, key };
}

function posthog(probability: number, key: string): Decision {
  const threshold = posthogThreshold(probability);
  const keep = posthogHash(key) % POSTHOG_BUCKETS < threshold;
  return { keep, weight: keep ? POSTHOG_BUCKETS / threshold : 0, key };
}

function posthogThreshold(probability: number): number {
  return Math.min(POSTHOG_BUCKETS, roundHalfToEven(probability * POSTHOG_BUCKETS));
}

/** `Math.round` rounds halves up, Python's `round` to even. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const fraction = value - floor;
  if (fraction !== 0.5) return fraction < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Polynomial of base 31 over code points, modulo 2^32: not over UTF-16 units, as Java's would be. */
function posthogHash(key: string): number {
  let hash = 0;
  for (const character of key) hash = (Math.imul(31, hash) + (character.codePointAt(0) ?? 0)) | 0;
  return hash >>> 0;
}

/** `YYYY-MM-DDTHH:MM:00`, UTC. */
function minute(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16)}:00`;
}
