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

type Table = Map<number | string, CountRow>;

/** Adds buckets up, to rows and to points in time. There may be a hundred thousand sums. */
export class Adder {
  readonly #apart: boolean;
  readonly #fold: Fold | null;
  readonly #tables = new Map<number, Table>();
  readonly #points = new Map<number, Point>();

  /**
   * @param apart whether rows are told apart by time as well
   * @param fold of the id, where there is one column of them
   */
  constructor(apart: boolean, fold: Fold | null = null) {
    this.#apart = apart;
    this.#fold = fold;
  }

  /** @param at when the bucket begins */
  add(at: number, sums: BucketSums): void {
    if (sums.received.length === 0) return;
    const time = this.#apart ? at : 0;
    const table = ensured(this.#tables, time, (): Table => new Map());
    const point = ensured(this.#points, at, () => ({ at, received: 0, estimated: 0 }));
    const [only, ...others] = sums.ids;
    if (only === undefined || others.length > 0) addMany(table, point, time, sums);
    else addPlain(table, point, time, { ...sums, only, fold: this.#fold });
  }

  get rows(): CountRow[] {
    return [...this.#tables.values()].flatMap((table) => [...table.values()]);
  }

  /** In order of time. */
  get points(): Point[] {
    return [...this.#points.values()].sort((one, other) => one.at - other.at);
  }
}

/** One column of ids, which are the keys. */
interface PlainSums extends BucketSums {
  only: Uint32Array;
  fold: Fold | null;
}

function addPlain(table: Table, point: Point, at: number, sums: PlainSums): void {
  const { only, fold, received, estimated } = sums;
  for (let n = 0; n < only.length; n++) {
    const found = only[n] ?? 0;
    const id = fold === null ? found : fold(found);
    if (id === undefined) continue;
    const r = received[n] ?? 0;
    const e = estimated[n] ?? 0;
    point.received += r;
    point.estimated += e;
    const row = table.get(id);
    if (row === undefined) table.set(id, { at, ids: [id], received: r, estimated: e });
    else {
      row.received += r;
      row.estimated += e;
    }
  }
}

/** Any other number of columns. */
function addMany(
  table: Table,
  point: Point,
  at: number,
  { ids, received, estimated }: BucketSums,
): void {
  for (const [n, r] of received.entries()) {
    const e = estimated[n] ?? 0;
    point.received += r;
    point.estimated += e;
    const own = ids.map((column) => column[n] ?? 0);
    const row = ensured(table, own.join(), () => ({ at, ids: own, received: 0, estimated: 0 }));
    row.received += r;
    row.estimated += e;
  }
}

function ensured<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
