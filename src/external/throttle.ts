/** How much passes. */
export interface Rate {
  /** Lines, or whatever a cost counts, a second in the long run. */
  perSecond: number;
  /** The same, at once after a silence. */
  burst: number;
}

/** Lets so many lines pass and counts the others. */
export class Throttle {
  readonly #rate: Rate;
  readonly #now: () => number;
  #tokens: number;
  #at: number;
  #suppressed = 0;

  constructor(rate: Rate, now: () => number) {
    this.#rate = rate;
    this.#now = now;
    this.#tokens = rate.burst;
    this.#at = now();
  }

  /**
   * `null` where the line is to be left out; else how many were since the last that passed.
   *
   * @param cost at most the burst
   */
  admit(cost = 1): number | null {
    const now = this.#now();
    const { perSecond, burst } = this.#rate;
    const gained = (Math.max(0, now - this.#at) / 1_000) * perSecond;
    this.#tokens = Math.min(burst, this.#tokens + gained);
    this.#at = now;
    if (this.#tokens < cost) {
      this.#suppressed += 1;
      return null;
    }
    this.#tokens -= cost;
    return this.flush();
  }

  /** How many were left out and not told yet. */
  flush(): number {
    const suppressed = this.#suppressed;
    this.#suppressed = 0;
    return suppressed;
  }
}
