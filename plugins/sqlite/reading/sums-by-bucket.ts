import type { Database, SQLQueryBindings } from "bun:sqlite";
import { type Buckets, withinBuckets } from "../span.ts";
import { DAY, HOUR } from "../tally.ts";
import { raw, type Sql, sql } from "./conditions.ts";

/** What is added up: a rollup under conditions, told apart by columns whose values are ids. */
export interface Shape {
  table: string;
  unit: "hour" | "day";
  columns: readonly string[];
  /** Each bucket has few rows, which are looked up on their own. */
  seeks: boolean;
  /** Depends on nothing that can become another for rows that are there. */
  where: Sql;
}

/** Sums of one bucket under combinations of ids: the same place in each array is one of them, which may come again. */
export interface BucketSums {
  ids: readonly Uint32Array[];
  received: Float64Array;
  estimated: Float64Array;
}

interface Remembered {
  changes: number;
  bytes: number;
  sums: BucketSums;
}

/** What all that is remembered may take, in bytes. */
const MAX_BYTES = 64 * 2 ** 20;
/** Of an entry without any row, as measured. */
const ENTRY_BYTES = 600;
const MAX_SHAPES = 2_000;
/** Somewhat above the hours that one answer may have: a longer span is of absurd length, and mostly empty. */
const MAX_BUCKETS = 1_024;
const HOURS_A_DAY = DAY / HOUR;

/** Tables with columns that hardly any two rows of a bucket have in common. */
const FINE: ReadonlySet<string> = new Set([
  "hours stream_id",
  "days stream_id",
  "document_days stream_id",
  "project_document_days text_id",
]);

const NOTHING: BucketSums = {
  ids: [],
  received: new Float64Array(),
  estimated: new Float64Array(),
};

/**
 * Adds up rollups bucket by bucket and remembers each bucket for as long as it does not change:
 * reports that come in change the newest hour, or a few. What was asked least recently is
 * forgotten first. All calls of one answer belong in one transaction.
 */
export class SumsByBucket {
  readonly #db: Database;
  readonly #maxBytes: number;
  readonly #entries = new Map<string, Remembered>();
  /** Their texts are long, and each bucket would have one. */
  readonly #shapes = new Map<string, number>();
  #nextShape = 0;
  #bytes = 0;

  constructor(db: Database, maxBytes = MAX_BYTES) {
    this.#db = db;
    this.#maxBytes = maxBytes;
  }

  /** Sums of each bucket of a span. */
  of(shape: Shape, span: Buckets): Map<number, BucketSums> {
    if (span.to - span.from > MAX_BUCKETS) return this.afresh(shape, span);
    const key = this.#key(shape);
    const changes = this.#changes(shape.unit, span);
    const found = new Map<number, BucketSums>();
    const missing: number[] = [];
    for (let bucket = span.from; bucket < span.to; bucket++) {
      const known = this.#recall(`${key},${bucket}`, changes.get(bucket) ?? 0);
      if (known === null) missing.push(bucket);
      else found.set(bucket, known);
    }
    for (const run of runsOf(missing)) {
      const sums = this.#read(shape, run);
      for (let bucket = run.from; bucket < run.to; bucket++) {
        const own = sums.get(bucket) ?? NOTHING;
        found.set(bucket, own);
        this.#remember(`${key},${bucket}`, changes.get(bucket) ?? 0, own);
      }
    }
    return found;
  }

  /**
   * The same without remembering anything, for what costs little: buckets without rows are left out.
   */
  afresh(shape: Shape, span: Buckets): Map<number, BucketSums> {
    return span.from < span.to ? this.#read(shape, span) : new Map();
  }

  #key({ table, unit, columns, where }: Shape): number {
    const text = JSON.stringify([table, unit, columns, where.text, where.values]);
    const known = this.#shapes.get(text);
    if (known !== undefined) return known;
    if (this.#shapes.size >= MAX_SHAPES) this.#forgetAll();
    this.#shapes.set(text, this.#nextShape);
    return this.#nextShape++;
  }

  /** How often each bucket has changed; those that never have are left out. */
  #changes(unit: "hour" | "day", { from, to }: Buckets): Map<number, number> {
    const each = unit === "hour" ? 1 : HOURS_A_DAY;
    const rows = this.#db
      .query<unknown, [number, number]>(
        `SELECT hour / ${each}, sum(times) FROM changes WHERE hour >= ? AND hour < ? GROUP BY 1`,
      )
      .values(from * each, to * each);
    return new Map(rows.map(([bucket, times]) => [Number(bucket), Number(times)]));
  }

  #recall(key: string, changes: number): BucketSums | null {
    const entry = this.#entries.get(key);
    if (entry === undefined) return null;
    this.#entries.delete(key);
    if (entry.changes !== changes) {
      this.#bytes -= entry.bytes;
      return null;
    }
    // Last in order: used most recently.
    this.#entries.set(key, entry);
    return entry.sums;
  }

  #remember(key: string, changes: number, sums: BucketSums): void {
    const bytes = ENTRY_BYTES + sums.received.length * (16 + 4 * sums.ids.length);
    this.#entries.set(key, { changes, bytes, sums });
    this.#bytes += bytes;
    for (const [oldest, entry] of this.#entries) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#entries.delete(oldest);
      this.#bytes -= entry.bytes;
    }
  }

  #forgetAll(): void {
    this.#entries.clear();
    this.#shapes.clear();
    this.#bytes = 0;
  }

  #read({ table, unit, columns, where, seeks }: Shape, span: Buckets): Map<number, BucketSums> {
    const within = raw(withinBuckets(unit, span, seeks));
    const keys = [unit, ...columns].join(", ");
    // Adding up here costs less than SQLite's grouping where it would put few rows together.
    const plain = FINE.has(`${table} ${columns.join()}`);
    const query = plain
      ? sql`SELECT ${raw(keys)}, received, estimated FROM ${raw(table)} WHERE ${within} AND ${where}`
      : sql`SELECT ${raw(keys)}, sum(received), sum(estimated) FROM ${raw(table)}
          WHERE ${within} AND ${where} GROUP BY ${raw(keys)}`;
    const rows = this.#db.query<unknown, SQLQueryBindings[]>(query.text).values(...query.values);
    const buckets = Map.groupBy(rows, ([bucket]) => Number(bucket));
    return new Map([...buckets].map(([bucket, own]) => [bucket, sumsOf(own, columns.length)]));
  }
}

function sumsOf(rows: ReadonlyArray<readonly unknown[]>, columns: number): BucketSums {
  const column = (n: number) => rows.map((row) => Number(row[n]));
  return {
    ids: Array.from({ length: columns }, (_, n) => new Uint32Array(column(n + 1))),
    received: new Float64Array(column(columns + 1)),
    estimated: new Float64Array(column(columns + 2)),
  };
}

/** Buckets that follow each other, together. */
function runsOf(buckets: readonly number[]): Buckets[] {
  const runs: Buckets[] = [];
  for (const bucket of buckets) {
    const last = runs.at(-1);
    if (last?.to === bucket) last.to = bucket + 1;
    else runs.push({ from: bucket, to: bucket + 1 });
  }
  return runs;
}
