import type { Point } from "tattle/sink";
import type { BucketSums } from "./sums-by-bucket.ts";

/** Counts of one combination of keys, which are ids in the order of the question's. */
export interface CountRow {
  /** When the bucket begins, milliseconds since the epoch; 0 where time is not told apart. */
  at: number;
  ids: number[];
  received: number;
  estimated: number;
}

/** What an id counts as; `undefined` where it does not. */
export type Fold = (id: number) => number | undefined;

/** Adds buckets up, to rows and to points in time. There may be a hundred thousand sums. */
export class Adder {
  readonly #apart: boolean;
  readonly #fold: Fold | null;
  readonly #tables = new Map<number, Map<number | string, CountRow>>();
  readonly #points = new Map<number, Point>();

  /**
   * @param apart whether rows are told apart by time as well
   * @param fold of the first id
   */
  constructor(apart: boolean, fold: Fold | null = null) {
    this.#apart = apart;
    this.#fold = fold;
  }

  /** @param at when the bucket begins */
  add(at: number, { ids, received, estimated }: BucketSums): void {
    if (received.length === 0) return;
    const table = this.#table(at);
    const point = this.#point(at);
    const [first] = ids;
    for (let n = 0; n < received.length; n++) {
      const [r = 0, e = 0] = [received[n], estimated[n]];
      if (ids.length > 1) {
        this.#addTo(
          table,
          at,
          ids.map((column) => column[n] ?? 0),
          r,
          e,
        );
      } else {
        const id = this.#folded(first?.[n] ?? 0);
        if (id === undefined) continue;
        const row = table.get(id);
        if (row === undefined) table.set(id, this.#row(at, ids.length === 0 ? [] : [id], r, e));
        else {
          row.received += r;
          row.estimated += e;
        }
      }
      point.received += r;
      point.estimated += e;
    }
  }

  get rows(): CountRow[] {
    return [...this.#tables.values()].flatMap((table) => [...table.values()]);
  }

  /** In order of time. */
  get points(): Point[] {
    return [...this.#points.values()].sort((one, other) => one.at - other.at);
  }

  #folded(id: number): number | undefined {
    return this.#fold === null ? id : this.#fold(id);
  }

  #addTo(table: Map<number | string, CountRow>, at: number, ids: number[], r: number, e: number) {
    const key = ids.join();
    const row = table.get(key);
    if (row === undefined) table.set(key, this.#row(at, ids, r, e));
    else {
      row.received += r;
      row.estimated += e;
    }
  }

  #row(at: number, ids: number[], received: number, estimated: number): CountRow {
    return { at: this.#apart ? at : 0, ids, received, estimated };
  }

  #table(at: number): Map<number | string, CountRow> {
    const key = this.#apart ? at : 0;
    const known = this.#tables.get(key);
    if (known !== undefined) return known;
    const table = new Map<number | string, CountRow>();
    this.#tables.set(key, table);
    return table;
  }

  #point(at: number): Point {
    const known = this.#points.get(at);
    if (known !== undefined) return known;
    const point = { at, received: 0, estimated: 0 };
    this.#points.set(at, point);
    return point;
  }
}
