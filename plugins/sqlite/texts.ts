import type { Database, Statement } from "bun:sqlite";
import { fromUtf16, utf16 } from "./codec/bytes.ts";
import { Generations } from "./generations.ts";

interface Cached {
  id: number;
  /** The last day on which it is known to have been used. */
  day: number;
}

interface Row {
  id: number;
  text: string | Uint8Array;
  last_day: number;
}

/** Longer texts are written in place: they rarely repeat and would fill the cache. */
const MAX_LENGTH = 4096;
const MAX_CACHED = 16_000;
const MAX_SIGHTED = 50_000;

/**
 * The dictionary: each text that came at least twice has a row in `texts`, and reports name it by
 * its id. A text's first appearance is written in place, so that what never comes again
 * (session ids, random samples) costs no row, no index entry and no cache.
 *
 * Each text knows the last day it was used on, so that once the reports of a day are gone the
 * texts that were last used by then can go too, without counting references.
 */
export class Texts {
  readonly #select: Statement<Row, [number]>;
  readonly #insert: Statement<unknown, [number, number, string | Uint8Array]>;
  readonly #touch: Statement<unknown, [number, number]>;
  readonly #seed: bigint;
  readonly #cache = new Generations<string, Cached>(MAX_CACHED, MAX_LENGTH);
  readonly #sighted = new Generations<number, true>(MAX_SIGHTED);
  readonly #budget: number;
  #watch: ((id: number) => void) | null = null;
  #day = 0;
  /** The newest day that texts were added on, and how much of its budget they took. */
  #spentDay = 0;
  #spent = 0;

  /**
   * @param seed the database's own, so that nobody outside can make texts of equal hashes
   * @param budget characters that texts may add in a day (of receipt, and of this process):
   *   they can be forgotten by whole days only
   */
  constructor(db: Database, seed: bigint, budget = Number.POSITIVE_INFINITY) {
    this.#budget = budget;
    this.#seed = seed;
    this.#select = db.prepare("SELECT id, text, last_day FROM texts WHERE hash = ?");
    this.#insert = db.prepare("INSERT INTO texts (hash, last_day, text) VALUES (?, ?, ?)");
    this.#touch = db.prepare("UPDATE texts SET last_day = max(last_day, ?) WHERE id = ?");
  }

  /** The day of receipt, since the epoch, on which all texts named from now on count as used. */
  startDay(day: number): void {
    this.#day = day;
    if (day <= this.#spentDay) return;
    this.#spentDay = day;
    this.#spent = 0;
  }

  /** The id of a text that has come before, else `null`: then it is to be written in place. */
  readonly intern = (text: string): number | null => {
    if (text.length > MAX_LENGTH) return null;
    const known = this.#cache.get(text);
    if (known !== undefined) return this.#used(known);
    const hash = this.#hash(text);
    const found = this.#find(text, hash);
    if (found !== null) return found;
    if (this.#sighted.get(hash)) return this.#create(text, hash);
    this.#sighted.set(hash, true);
    return null;
  };

  /** The id of a text if it has a row. */
  find(text: string): number | null {
    const known = this.#cache.get(text);
    return known === undefined ? this.#find(text, this.#hash(text)) : this.#used(known);
  }

  /** The id of a text, which gets a row if it has none; `null` where the day has had its share of new ones. */
  require(text: string): number | null {
    return this.find(text) ?? this.#create(text, this.#hash(text));
  }

  /** From now on `watch` hears of every text that is named; `null` for nobody. */
  watch(watch: ((id: number) => void) | null): void {
    this.#watch = watch;
  }

  /** Forgets what a rolled back transaction may have taken with it. */
  forget(): void {
    this.#cache.clear();
  }

  #find(text: string, hash: number): number | null {
    for (const row of this.#select.all(hash)) {
      if (textOf(row.text) !== text) continue;
      return this.#used(this.#cache.set(text, { id: row.id, day: row.last_day }));
    }
    return null;
  }

  #create(text: string, hash: number): number | null {
    if (this.#spent + text.length > this.#budget) return null;
    this.#spent += text.length;
    const id = Number(this.#insert.run(hash, this.#day, storable(text)).lastInsertRowid);
    this.#watch?.(id);
    return this.#cache.set(text, { id, day: this.#day }).id;
  }

  #used(cached: Cached): number {
    this.#watch?.(cached.id);
    if (cached.day < this.#day) {
      this.#touch.run(this.#day, cached.id);
      cached.day = this.#day;
    }
    return cached.id;
  }

  #hash(text: string): number {
    return saltedHash(text, this.#seed);
  }
}

/** 52 bits that nobody outside can make collide, since `seed` is the database's. */
export function saltedHash(text: string, seed: bigint): number {
  return Number(BigInt.asUintN(52, Bun.hash.wyhash(text, seed)));
}

/** A text as a column of any type can keep it: UTF-16 where it has lone surrogates. */
export function storable(text: string): string | Uint8Array {
  return text.isWellFormed() ? text : utf16(text);
}

/** A row's text as it was interned. */
export function textOf(stored: string | Uint8Array): string {
  return typeof stored === "string" ? stored : fromUtf16(stored);
}
