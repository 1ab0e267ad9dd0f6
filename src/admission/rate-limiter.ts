import { type Bucket, fullBucket, type RateLimit, refill, take } from "./token-bucket.ts";

/**
 * Token buckets by key, at most `capacity` of them: beyond it the one that was used longest ago
 * is forgotten, and counts as full if it comes again.
 */
export class RateLimiter {
  /** Least recently used first. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(readonly capacity: number) {}

  /** Takes one token from the key's bucket; false where there is none left. */
  allow(key: string, limit: RateLimit, now: number): boolean {
    const known = this.#buckets.get(key);
    const bucket = known ? refill(known, limit, now) : fullBucket(limit, now);
    const taken = take(bucket);
    // Deleting first moves the key to the end of the map's order, which is what makes it an LRU.
    if (known) this.#buckets.delete(key);
    else if (this.#buckets.size >= this.capacity) this.#forgetOldest();
    this.#buckets.set(key, taken ?? bucket);
    return taken !== null;
  }

  /** Buckets held. */
  get size(): number {
    return this.#buckets.size;
  }

  #forgetOldest(): void {
    for (const key of this.#buckets.keys()) {
      this.#buckets.delete(key);
      return;
    }
  }
}
