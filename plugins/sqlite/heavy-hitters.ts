/** Counters: what comes more often than once in so many is found. */
const CAPACITY = 1_000;

/**
 * Finds what comes often in a stream of too many different names to count each (Misra and Gries,
 * 1982). Counts are never too high, and too low by at most one in {@link CAPACITY} of all that came.
 */
export class HeavyHitters {
  readonly #capacity: number;
  readonly #counts = new Map<string, number>();

  constructor(capacity = CAPACITY) {
    this.#capacity = capacity;
  }

  /** Counts a name once more. Returns how often it came at least; 0 where there was no room for it. */
  add(name: string): number {
    const count = this.#counts.get(name);
    if (count !== undefined || this.#counts.size < this.#capacity) {
      this.#counts.set(name, (count ?? 0) + 1);
      return (count ?? 0) + 1;
    }
    for (const [other, many] of this.#counts) {
      if (many === 1) this.#counts.delete(other);
      else this.#counts.set(other, many - 1);
    }
    return 0;
  }

  /** Counts a name from nothing again. */
  delete(name: string): void {
    this.#counts.delete(name);
  }
}
