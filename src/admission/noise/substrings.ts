import { NO_MATCH, type Rank, type Ranked } from "./rank.ts";

const FILTER_BITS = 0x3ff;

interface Entry {
  readonly value: string;
  readonly rank: Rank;
}

/**
 * Finds which of many short values occur in a text, in one pass: at each place the first two
 * characters are looked up, and only the values that begin with them are compared. Values have at
 * least two characters.
 */
export class SubstringIndex {
  /** By the first two characters. */
  readonly #entries = new Map<number, Entry[]>();
  /** Rules out nearly every place with one read of an array. */
  readonly #filter = new Uint8Array(FILTER_BITS + 1);

  constructor(rules: readonly Ranked[]) {
    for (const { rank, rule } of rules) {
      const first = rule.value.charCodeAt(0);
      const second = rule.value.charCodeAt(1);
      this.#filter[hash(first, second)] = 1;
      const key = pair(first, second);
      const entries = this.#entries.get(key) ?? [];
      entries.push({ value: rule.value, rank });
      this.#entries.set(key, entries);
    }
  }

  /** The best rank among the values that begin in `[from, to)`. */
  find(text: string, from: number, to: number): Rank {
    let best = NO_MATCH;
    if (this.#entries.size === 0) return best;
    const last = Math.min(to, text.length) - 1;
    let first = text.charCodeAt(from);
    for (let i = from; i < last; i += 1) {
      const second = text.charCodeAt(i + 1);
      if (this.#filter[hash(first, second)] === 1) {
        best = Math.min(best, this.#at(text, i, pair(first, second)));
      }
      first = second;
    }
    return best;
  }

  #at(text: string, index: number, key: number): Rank {
    let best = NO_MATCH;
    for (const { value, rank } of this.#entries.get(key) ?? []) {
      if (rank < best && text.startsWith(value, index)) best = rank;
    }
    return best;
  }
}

function hash(first: number, second: number): number {
  return ((first * 37) ^ second) & FILTER_BITS;
}

function pair(first: number, second: number): number {
  return (first << 16) | second;
}
