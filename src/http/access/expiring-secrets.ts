import { fingerprintOf, randomSecret } from "./secret.ts";

/** A secret that was just made; only its hash is kept. */
export interface Issued {
  secret: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

/**
 * Random secrets that open something for a while, each with what is known of its holder. At most
 * `capacity` at once: beyond it the oldest one ends early.
 */
export class ExpiringSecrets<H extends object> {
  /** By hash, oldest first: all live equally long. */
  readonly #kept = new Map<string, { expiresAt: number; holder: H }>();

  /** @param lifetime milliseconds */
  constructor(
    readonly lifetime: number,
    readonly capacity: number,
  ) {}

  /** How many are kept. */
  get size(): number {
    return this.#kept.size;
  }

  issue(holder: H, now: number): Issued {
    const secret = randomSecret();
    const expiresAt = now + this.lifetime;
    for (const [hash, kept] of this.#kept) {
      if (kept.expiresAt > now && this.#kept.size < this.capacity) break;
      this.#kept.delete(hash);
    }
    this.#kept.set(fingerprintOf(secret), { expiresAt, holder });
    return { secret, expiresAt };
  }

  /** Whose it is while it lives; `null` otherwise. */
  holder(secret: string, now: number): H | null {
    const kept = this.#kept.get(fingerprintOf(secret));
    return kept !== undefined && kept.expiresAt > now ? kept.holder : null;
  }

  /** Ends it. Whose it was where it was alive until now. */
  end(secret: string, now: number): H | null {
    const holder = this.holder(secret, now);
    this.#kept.delete(fingerprintOf(secret));
    return holder;
  }
}
