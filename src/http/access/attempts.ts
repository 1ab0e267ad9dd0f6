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
const TRUSTED_CAPACITY = 1_000;

/**
 * Holds back who guesses tokens. An address that has shown the right one is not held back for
 * what others do, so that nobody can lock the operator's scripts out from elsewhere.
 */
export class Attempts {
  readonly #addresses = new Buckets(CAPACITY, PER_ADDRESS);
  readonly #everywhere = new Buckets(1, GLOBAL);
  readonly #trusted = new Set<string>();

  /** Seconds until the next attempt may be made; 0 for now. `null`: the address is unknown. */
  wait(address: string | null, now: number): number {
    if (address === null) return this.#everywhere.wait(EVERYWHERE, now);
    const key = addressKey(address);
    const all = this.#trusted.has(key) ? 0 : this.#everywhere.wait(EVERYWHERE, now);
    return Math.max(this.#addresses.wait(key, now), all);
  }

  failed(address: string | null, now: number): void {
    if (address !== null) this.#addresses.take(addressKey(address), now);
    this.#everywhere.take(EVERYWHERE, now);
  }

  succeeded(address: string | null): void {
    if (address === null) return;
    const key = addressKey(address);
    this.#trusted.delete(key);
    this.#trusted.add(key);
    for (const oldest of this.#trusted) {
      if (this.#trusted.size <= TRUSTED_CAPACITY) return;
      this.#trusted.delete(oldest);
    }
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
