import { addressKey } from "../../admission/address.ts";
import {
  type Bucket,
  fullBucket,
  type RateLimit,
  refill,
  take,
} from "../../admission/token-bucket.ts";

/** Wrong tokens from one address: ten at once, then two a minute. */
const PER_ADDRESS: RateLimit = { perSecond: 1 / 30, burst: 10 };
/** Wrong tokens from everywhere. */
const GLOBAL: RateLimit = { perSecond: 2, burst: 100 };
const EVERYWHERE = "*";

/** Addresses remembered. */
const CAPACITY = 10_000;

/**
 * Counts wrong tokens, by address and in all. It has no say about the right one: addresses can be
 * shared and made up, so whoever sends wrong tokens could lock the operator out. What keeps
 * guesses hopeless is the length of the token.
 */
export class Attempts {
  readonly #addresses = new Buckets(CAPACITY, PER_ADDRESS);
  readonly #everywhere = new Buckets(1, GLOBAL);

  /**
   * Counts a wrong token; `null` where its address is unknown. 0, or the seconds until the next
   * one will be answered as wrong instead of as one too many.
   */
  failed(address: string | null, now: number): number {
    const key = address === null ? null : addressKey(address);
    const own = key === null ? 0 : this.#addresses.wait(key, now);
    const wait = Math.max(own, this.#everywhere.wait(EVERYWHERE, now));
    if (wait > 0) return wait;
    if (key !== null) this.#addresses.take(key, now);
    this.#everywhere.take(EVERYWHERE, now);
    return 0;
  }
}

/** Token buckets by key; beyond `capacity` the one that was taken from longest ago is forgotten. */
class Buckets {
  readonly #buckets = new Map<string, Bucket>();

  constructor(
    readonly capacity: number,
    readonly limit: RateLimit,
  ) {}

  /** Seconds until there is a token, rounded up. Takes none. */
  wait(key: string, now: number): number {
    const { tokens } = this.#at(key, now);
    return tokens >= 1 ? 0 : Math.ceil((1 - tokens) / this.limit.perSecond);
  }

  take(key: string, now: number): void {
    const bucket = this.#at(key, now);
    this.#buckets.delete(key);
    this.#buckets.set(key, take(bucket) ?? bucket);
    for (const oldest of this.#buckets.keys()) {
      if (this.#buckets.size <= this.capacity) return;
      this.#buckets.delete(oldest);
    }
  }

  #at(key: string, now: number): Bucket {
    const known = this.#buckets.get(key);
    return known === undefined ? fullBucket(this.limit, now) : refill(known, this.limit, now);
  }
}
