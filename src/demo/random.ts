const RANGE = 2 ** 32;

/**
 * Numbers that look random and are the same for the same seed, on every machine. Each part of the
 * demo draws from a {@link fork} of its own, so that a change in one part leaves the others alone.
 */
export class Random {
  readonly #seed: string;
  #drawn = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** Another series, which depends on nothing but the seed and that name. */
  fork(name: string | number): Random {
    return new Random(`${this.#seed}/${name}`);
  }

  /** From 0 to below 1. */
  next(): number {
    this.#drawn += 1;
    return Bun.hash.xxHash32(`${this.#seed} ${this.#drawn}`) / RANGE;
  }

  /** A whole number from `min` to `max`, both included. */
  between(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  /** True with that probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of them, all alike. @throws RangeError for none */
  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) throw new RangeError("nothing to pick from");
    return item;
  }

  /** One of them, the first most often: as visits spread over the pages of a site (Zipf's law). */
  zipf<T>(items: readonly T[]): T {
    return this.weighted(items, (_, index) => 1 / (index + 1));
  }

  /** One of them, in proportion to its weight. @throws RangeError for none */
  weighted<T>(items: readonly T[], weight: (item: T, index: number) => number): T {
    const sum = items.reduce((total, item, index) => total + weight(item, index), 0);
    let left = this.next() * sum;
    const reached = (item: T, index: number) => {
      left -= weight(item, index);
      return left < 0;
    };
    const found = items.find(reached) ?? items.at(-1);
    if (found === undefined) throw new RangeError("nothing to pick from");
    return found;
  }

  /** That many hexadecimal digits. */
  hex(digits: number): string {
    let text = "";
    while (text.length < digits)
      text += Math.floor(this.next() * RANGE)
        .toString(16)
        .padStart(8, "0");
    return text.slice(0, digits);
  }
}
