import { fingerprintOf, randomSecret } from "./secret.ts";

/** A secret that was just made; only its hash is kept. */
export interface Issued {
  secret: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

/**
 * Random secrets that open something for a while. At most `capacity` at once: beyond it the
 * oldest one ends early.
 */
export class ExpiringSecrets {
  /** Expiry by hash, oldest first: all live equally long. */
  readonly #expiry = new Map<string, number>();

  /** @param lifetime milliseconds */
  constructor(
    readonly lifetime: number,
    readonly capacity: number,
  ) {}

  /** How many are kept. */
  get size(): number {
    return this.#expiry.size;
  }

  issue(now: number): Issued {
    const secret = randomSecret();
    const expiresAt = now + this.lifetime;
    for (const [hash, expiry] of this.#expiry) {
      if (expiry > now && this.#expiry.size < this.capacity) break;
      this.#expiry.delete(hash);
    }
    this.#expiry.set(fingerprintOf(secret), expiresAt);
    return { secret, expiresAt };
  }

  /** True while it lives. */
  has(secret: string, now: number): boolean {
    return (this.#expiry.get(fingerprintOf(secret)) ?? 0) > now;
  }

  /** Ends it. True where it was alive until now. */
  end(secret: string, now: number): boolean {
    const alive = this.has(secret, now);
    this.#expiry.delete(fingerprintOf(secret));
    return alive;
  }
}
