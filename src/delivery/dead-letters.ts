import type { Database } from "bun:sqlite";
import { type Erasure, isMeant } from "../sink/erasure.ts";
import {
  type DeadLetter,
  LETTER_LIMIT,
  type LetterChoice,
  type LetterInfo,
  type LetterQuery,
  type LetterTotal,
  type LetterVerdict,
  type QueuedLetter,
  type Refusal,
  type ReplayQueue,
} from "./letter.ts";
import { LetterStatements, type Sized, totalsOf } from "./letter-statements.ts";

type Limit = Pick<LetterTotal, "count" | "bytes">;

const NONE: LetterTotal = { count: 0, bytes: 0, replaying: 0, replayed: 0, discarded: 0 };

/** A sink may give any text as its reason. Characters. */
const LONGEST_REASON = 1_000;

/** Bytes of reports that one page may look into, so that a list of huge ones stays cheap. */
const PAGE_BYTES = 8 << 20;

/** Letters that one step of an erasure looks at. */
const ERASED_ROWS = 500;

/**
 * Dead letters on disk. Their totals are counted once, since status pages ask for them all the
 * time; what changes letters changes the totals in the same transaction. Everything throws what
 * SQLite throws, and has changed nothing then.
 */
export class DeadLetters {
  readonly #db: Database;
  readonly #totals: Map<string, LetterTotal>;
  readonly #limit: Limit;
  readonly #sql: LetterStatements;

  /** `db` has the tables and no other writer. */
  constructor(db: Database, limit: Limit = LETTER_LIMIT) {
    this.#db = db;
    this.#limit = limit;
    this.#totals = totalsOf(db);
    this.#sql = new LetterStatements(db);
  }

  total(sink: string): LetterTotal {
    return this.#totals.get(sink) ?? NONE;
  }

  /** Those that were ever refused something, in the order of their names. */
  get sinks(): string[] {
    return [...this.#totals.keys()].toSorted();
  }

  /** A page, newest first. It is shorter than asked for where reports are huge. */
  list(sink: string, { before, limit }: LetterQuery): LetterInfo[] {
    const below = before ?? Number.MAX_SAFE_INTEGER;
    const rows = fitting(this.#sql.sizesBelow.all(sink, below, limit), PAGE_BYTES);
    return this.#sql.list.all(sink, below, rows);
  }

  /** `null` where the sink has no such letter. */
  get(sink: string, id: number): DeadLetter | null {
    const row = this.#sql.get.get(sink, id);
    return row && { ...row, report: JSON.parse(row.report) };
  }

  /**
   * Inside of the caller's transaction: writes letters, without those that are there already, and
   * deletes the oldest beyond the limit.
   *
   * @returns how many are new, and the total for {@link committed}
   */
  add(
    sink: string,
    refusals: readonly Refusal[],
    now: number,
  ): { added: number; total: LetterTotal } {
    const total = { ...this.total(sink) };
    let added = 0;
    for (const { report, reason } of refusals) {
      const [text, short] = [JSON.stringify(report), cut(reason)];
      if (this.#sql.insert.run(sink, report.id, now, short, text).changes === 0) continue;
      added += 1;
      total.bytes += Buffer.byteLength(text) + Buffer.byteLength(short);
    }
    total.count += added;
    const evicted = this.#evict(sink, total);
    this.#sql.saveTotal.run(sink, evicted.replayed, evicted.discarded);
    return { added, total: evicted };
  }

  /** The transaction of {@link add} has succeeded. */
  committed(sink: string, total: LetterTotal): void {
    this.#totals.set(sink, total);
  }

  /** Marks letters to be written again, also over restarts. @returns how many were not marked yet */
  replay(sink: string, choice: LetterChoice): number {
    const { markAll, mark } = this.#sql;
    const before = this.total(sink).replaying;
    const after = this.#change(sink, (total) => {
      if (choice === "all") markAll.run(sink);
      else for (const id of choice) mark.run(sink, id);
      return { ...total, replaying: this.#replaying(sink) };
    });
    return after.replaying - before;
  }

  /** Deletes letters. @returns how many */
  drop(sink: string, choice: LetterChoice): number {
    const before = this.total(sink).discarded;
    const after = this.#change(sink, (total) => {
      if (choice !== "all")
        return discard(total, this.#delete(sink, choice), this.#replaying(sink));
      this.#sql.deleteAll.run(sink);
      const discarded = total.discarded + total.count;
      return { ...total, count: 0, bytes: 0, replaying: 0, discarded };
    });
    return after.discarded - before;
  }

  /** Deletes what is meant of the letters behind the id `after`, some at a time. `next` is `null` after the last. */
  erase(sink: string, erasure: Erasure, after: number): { next: number | null; erased: number } {
    const sizes = this.#sql.sizesAbove.all(sink, after, ERASED_ROWS);
    const rows = this.#sql.above.all(sink, after, fitting(sizes, PAGE_BYTES));
    const ids = rows.flatMap(({ id, report }) =>
      isMeant(erasure, JSON.parse(report)) ? [id] : [],
    );
    const erased = ids.length > 0 ? this.drop(sink, ids) : 0;
    return { next: rows.at(-1)?.id ?? null, erased };
  }

  /** What waits to be written again to one sink. */
  queue(sink: string, now: () => number): ReplayQueue {
    const size = () => this.total(sink).replaying;
    return {
      get size() {
        return size();
      },
      next: (after, { maxReports, maxBytes }) => this.#queued(sink, after, maxReports, maxBytes),
      settle: (verdict) => this.#settle(sink, verdict, now()),
    };
  }

  #queued(sink: string, after: number, maxReports: number, maxBytes: number): QueuedLetter[] {
    const rows = fitting(this.#sql.queuedSizes.all(sink, after, maxReports), maxBytes);
    return this.#sql.queued
      .all(sink, after, rows)
      .map(({ id, report }) => ({ id, report: JSON.parse(report) }));
  }

  /** What was dropped meanwhile is gone already, and counted as that. */
  #settle(sink: string, { accepted, refused }: LetterVerdict, now: number): void {
    this.#change(sink, (before) => {
      const gone = this.#delete(sink, accepted);
      const total = { ...before };
      total.count -= gone.count;
      total.bytes -= gone.bytes;
      total.replayed += gone.count;
      for (const { id, reason } of refused) total.bytes += this.#refuse(sink, id, reason, now);
      return { ...total, replaying: this.#replaying(sink) };
    });
  }

  /** @returns by how many bytes the letter has grown */
  #refuse(sink: string, id: number, reason: string, now: number): number {
    const { size, refuse, unmark } = this.#sql;
    unmark.run(sink, id);
    const before = size.get(sink, id);
    if (!before) return 0;
    refuse.run(now, cut(reason), sink, id);
    return (size.get(sink, id)?.bytes ?? 0) - before.bytes;
  }

  #delete(sink: string, ids: readonly number[]): Limit {
    const gone = { count: 0, bytes: 0 };
    for (const id of ids) {
      const row = this.#sql.delete.get(sink, id);
      if (!row) continue;
      gone.count += 1;
      gone.bytes += row.bytes;
    }
    return gone;
  }

  #evict(sink: string, total: LetterTotal): LetterTotal {
    let { count, bytes } = total;
    const ids: number[] = [];
    while (count > this.#limit.count || bytes > this.#limit.bytes) {
      const oldest = this.#sql.oldest.get(sink, ids.at(-1) ?? 0);
      if (!oldest) break;
      ids.push(oldest.id);
      count -= 1;
      bytes -= oldest.bytes;
    }
    if (ids.length === 0) return total;
    return discard(total, this.#delete(sink, ids), this.#replaying(sink));
  }

  #replaying(sink: string): number {
    return this.#sql.countQueued.get(sink)?.count ?? 0;
  }

  #change(sink: string, task: (total: LetterTotal) => LetterTotal): LetterTotal {
    const after = this.#db
      .transaction(() => {
        const total = task(this.total(sink));
        this.#sql.saveTotal.run(sink, total.replayed, total.discarded);
        return total;
      })
      .immediate();
    this.#totals.set(sink, after);
    return after;
  }
}

/** How many of the first rows have no more than `bytes` together; at least one. */
function fitting(rows: readonly Sized[], bytes: number): number {
  let sum = 0;
  const fit = rows.findIndex((row) => {
    sum += row.bytes;
    return sum > bytes;
  });
  return fit < 0 ? rows.length : Math.max(1, fit);
}

function discard(total: LetterTotal, gone: Limit, replaying: number): LetterTotal {
  const { count, bytes, replayed, discarded } = total;
  return {
    count: count - gone.count,
    bytes: bytes - gone.bytes,
    replaying,
    replayed,
    discarded: discarded + gone.count,
  };
}

function cut(reason: string): string {
  return reason.slice(0, LONGEST_REASON).toWellFormed();
}
