/** How long to wait between attempts, in milliseconds. */
export interface RetrySettings {
  /** Longest first wait. */
  min: number;
  /** Longest wait ever, unless the other side asks for more. */
  max: number;
}

/** The other side may ask for more than `max`, but for no more than this. */
export const LONGEST_RETRY_AFTER = 3_600_000;

/**
 * The wait before attempt number `failures` + 1: exponential with jitter, between half of the
 * step and all of it, so that many sinks that failed together do not return together.
 *
 * @param failures attempts that have failed in a row, from 1
 * @param retryAfter milliseconds that the other side asked for, `null` for none; honoured up to an hour
 * @param random a number of [0, 1)
 */
export function backoff(
  failures: number,
  { min, max }: RetrySettings,
  retryAfter: number | null,
  random: number,
): number {
  const step = Math.min(max, min * 2 ** Math.min(failures - 1, 52));
  const wait = step / 2 + (step / 2) * random;
  return Math.max(wait, Math.min(retryAfter ?? 0, LONGEST_RETRY_AFTER));
}
