import type { Database, Statement } from "bun:sqlite";
import type { Report, Retagging, RetagStep } from "tattle/sink";
import { Clusters } from "../clusters.ts";
import { ReportDecoder, type ReportRow } from "../codec/report.ts";
import { uuidTime } from "../codec/uuid.ts";
import { textReader } from "../pages.ts";
import { firstIdAt } from "../reading/regressions.ts";
import { Stride } from "../stride.ts";
import { countedWeight } from "../tally.ts";
import type { Writer } from "../writer.ts";
import { Cells, type StoredStream } from "./cells.ts";
import { type Mark, readMark, writeMark } from "./mark.ts";
import { Moves } from "./moves.ts";
import { dropUnusedNoise } from "./unused.ts";

/** Reports changed in one step, after which it ends: some milliseconds. */
const MAX_CHANGED = 200;
/** Steps that change nothing are written down this often. */
const STEPS_UNMARKED = 20;
/** A cluster of a sampled estimate is a document and a minute: what is before is read again, to know it. */
const CLUSTER = 120_000;

interface Row extends ReportRow, StoredStream {}

interface Changed {
  row: Row;
  report: Report;
  tag: string | null;
  /** What it has added to the variance of its issue's estimate. */
  variance: number;
}

/** What {@link RetagRun} works with. */
export interface RetagRunOptions {
  db: Database;
  writer: Writer;
  retagging: Retagging;
}

/**
 * One retagging, a step at a time: reads reports in order of receipt, and gives those that are to
 * have another tag that tag, their counts and the place it has come to in one short transaction.
 * After a restart it goes on there.
 */
export class RetagRun {
  readonly #o: RetagRunOptions;
  readonly #stride: Stride;
  readonly #next: Statement<Row, [Uint8Array, Uint8Array]>;
  readonly #decoder: ReportDecoder;
  readonly #moves: Moves;
  readonly #clusters = new Clusters();
  readonly #transaction: (task: () => void) => void;
  /** Of the oldest and the newest report at first; `null` where there was none. */
  readonly #ends: { oldest: Uint8Array; newest: Uint8Array } | null;
  #mark: Mark;
  #after: Uint8Array;
  #unmarked = 0;

  constructor(options: RetagRunOptions) {
    const { db, retagging } = options;
    this.#o = options;
    this.#stride = new Stride(db);
    this.#next = db.prepare(
      `SELECT reports.id, stream_id AS stream, directive_id AS directive, project, type, data
       FROM reports JOIN streams ON streams.id = stream_id
       WHERE reports.id > ? AND reports.id <= ? ORDER BY reports.id`,
    );
    this.#decoder = new ReportDecoder(textReader(db));
    this.#moves = new Moves(db);
    this.#transaction = db.transaction((task: () => void) => task()).immediate;
    this.#ends = endsOf(db);
    this.#mark = readMark(db, retagging.id);
    const { after } = this.#mark;
    this.#after = after.length === 0 ? after : firstIdAt(uuidTime(after) - CLUSTER);
  }

  /** Is it this one? Rules may have changed again. */
  is({ id }: Retagging): boolean {
    return this.#o.retagging.id === id;
  }

  /** Throws what SQLite throws; then this run has to be begun anew. */
  step(): RetagStep {
    if (this.#mark.done) return this.#told(true);
    const found = this.#read();
    if (found.length === 0) return this.#finish();
    const { rows, changed } = this.#compare(found);
    const last = rows.at(-1)?.id ?? this.#after;
    const fresh = rows.filter(({ id }) => Buffer.compare(id, this.#mark.after) > 0).length;
    this.#after = last;
    if (fresh === 0) return this.#told(false);
    this.#mark = {
      ...this.#mark,
      after: last,
      read: this.#mark.read + fresh,
      changed: this.#mark.changed + changed.length,
    };
    this.#unmarked += 1;
    if (changed.length > 0 || this.#unmarked >= STEPS_UNMARKED) this.#write(changed);
    return this.#told(false);
  }

  #read(): Row[] {
    const last = this.#ends && this.#stride.next(this.#after, this.#ends.newest);
    return last === null ? [] : this.#next.all(this.#after, last);
  }

  /** What of the rows changes, and the rows up to where it is enough for one transaction. */
  #compare(found: readonly Row[]): { rows: readonly Row[]; changed: Changed[] } {
    const changed: Changed[] = [];
    for (const [index, row] of found.entries()) {
      const report = this.#decoder.decode(row);
      const variance = this.#clusters.add(row.stream, report, countedWeight(report));
      const tag = this.#o.retagging.tag(report);
      if (tag !== report.noise) changed.push({ row, report, tag, variance });
      if (changed.length === MAX_CHANGED) return { rows: found.slice(0, index + 1), changed };
    }
    return { rows: found, changed };
  }

  #write(changed: readonly Changed[]): void {
    const { db, writer } = this.#o;
    try {
      this.#transaction(() => {
        const cells = new Cells(writer.labels);
        for (const { row, report, tag, variance } of changed) {
          writer.replace(row, { ...report, noise: tag });
          const sum = { received: 1, estimated: countedWeight(report), variance };
          cells.add({ report, tag, of: row, idTime: uuidTime(row.id), sum });
        }
        for (const cell of cells.values()) this.#moves.move(cell);
        writeMark(db, this.#mark);
      });
    } catch (error) {
      writer.forget();
      throw error;
    }
    this.#unmarked = 0;
  }

  #finish(): RetagStep {
    dropUnusedNoise(this.#o.db);
    this.#o.writer.labels.forget();
    this.#mark = { ...this.#mark, done: true };
    this.#write([]);
    return this.#told(true);
  }

  #told(done: boolean): RetagStep {
    const { read, changed } = this.#mark;
    return { done, read, changed, progress: done ? 1 : this.#progress() };
  }

  /** By time of receipt: to count what is left would read all of it. */
  #progress(): number {
    if (this.#ends === null || this.#mark.after.length === 0) return 0;
    const [from, at, to] = [this.#ends.oldest, this.#mark.after, this.#ends.newest].map(uuidTime);
    if (from === undefined || at === undefined || to === undefined || to <= from) return 0;
    return Math.min(1, Math.max(0, (at - from) / (to - from)));
  }
}

function endsOf(db: Database): { oldest: Uint8Array; newest: Uint8Array } | null {
  const row = db
    .query<{ oldest: Uint8Array | null; newest: Uint8Array | null }, []>(
      "SELECT (SELECT min(id) FROM reports) AS oldest, (SELECT max(id) FROM reports) AS newest",
    )
    .get();
  const { oldest = null, newest = null } = row ?? {};
  return oldest === null || newest === null ? null : { oldest, newest };
}
