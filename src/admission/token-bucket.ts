/** Bounds of a token bucket, in items. */
export interface RateLimit {
  /** What is refilled per second, > 0. */
  readonly perSecond: number;
  /** What a full bucket holds, ≥ 1. */
  readonly burst: number;
}

/** A bucket at one moment. */
export interface Bucket {
  readonly tokens: number;
  /** When `tokens` was true, milliseconds since the epoch. */
  readonly at: number;
}

/** A bucket that nothing was taken from yet. */
export function fullBucket(limit: RateLimit, now: number): Bucket {
  return { tokens: limit.burst, at: now };
}

/**
 * The same bucket at `now`. A clock that was set back refills nothing and starts anew from there,
 * so that it cannot freeze the bucket.
 */
export function refill(bucket: Bucket, limit: RateLimit, now: number): Bucket {
  const elapsed = Math.max(0, now - bucket.at);
  const tokens = Math.min(limit.burst, bucket.tokens + (elapsed * limit.perSecond) / 1000);
  return { tokens, at: now };
}

/** The bucket with one token less, or `null` where it holds no whole one. */
export function take(bucket: Bucket): Bucket | null {
  return bucket.tokens >= 1 ? { tokens: bucket.tokens - 1, at: bucket.at } : null;
}
