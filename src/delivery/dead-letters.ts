import type { Database, Statement } from "bun:sqlite";
import type { Report } from "../report/report.ts";

/** A report that a sink can never accept. */
export interface DeadLetter {
  report: Report;
  reason: string;
}

/** What is kept of one sink. */
export interface LetterTotal {
  count: number;
  /** UTF-8 bytes of reports and reasons. */
  bytes: number;
}

/** What may be kept for each sink; beyond it the oldest letters go, and stay counted as rejected. */
export const LETTER_LIMIT: Readonly<LetterTotal> = { count: 100_000, bytes: 256 << 20 };

type StoredLetter = { id: number; at: number; reason: string; report: string };

const NONE: LetterTotal = { count: 0, bytes: 0 };

const BYTES = "octet_length(report) + octet_length(reason)";

/** The table of dead letters. Its totals are counted once, since status pages ask for them all the time. */
export class DeadLetters {
  readonly #totals: Map<string, LetterTotal>;
  readonly #limit: LetterTotal;
  readonly #insert: Statement;
  readonly #oldest: Statement<{ id: number; bytes: number }, [string, number]>;
  readonly #delete: Statement;
  readonly #newest: Statement<StoredLetter, [string, number]>;

  /** `db` has the table and no other writer. */
  constructor(db: Database, limit: LetterTotal) {
    this.#limit = limit;
    this.#totals = totalsOf(db);
    this.#insert = db.prepare(
      `INSERT OR IGNORE INTO dead_letter (sink, report_id, at, reason, report)
       VALUES (?, ?, ?, ?, ?)`,
    );
    // The plus keeps SQLite from the index by sink, after which it would have to sort.
    this.#oldest = db.prepare(
      `SELECT id, ${BYTES} AS bytes FROM dead_letter
       WHERE +sink = ? AND id > ? ORDER BY id LIMIT 1`,
    );
    this.#delete = db.prepare("DELETE FROM dead_letter WHERE id = ?");
    this.#newest = db.prepare(
      `SELECT id, at, reason, report FROM dead_letter
       WHERE sink = ? ORDER BY id DESC LIMIT ?`,
    );
  }

  total(sink: string): LetterTotal {
    return this.#totals.get(sink) ?? NONE;
  }

  /** Newest first. */
  newest(sink: string, limit: number): Array<DeadLetter & { id: number; at: number }> {
    return this.#newest.all(sink, limit).map((row) => ({ ...row, report: JSON.parse(row.report) }));
  }

  /**
   * Writes letters, without those that are there already, and deletes the oldest beyond the limit.
   *
   * @returns what is kept then, for {@link committed} once the caller's transaction has succeeded
   * @throws whatever SQLite throws
   */
  add(sink: string, letters: readonly DeadLetter[], now: number): LetterTotal {
    let { count, bytes } = this.total(sink);
    for (const { report, reason } of letters) {
      const text = JSON.stringify(report);
      if (this.#insert.run(sink, report.id, now, reason, text).changes === 0) continue;
      count += 1;
      bytes += Buffer.byteLength(text) + Buffer.byteLength(reason);
    }
    let last = 0;
    while (count > this.#limit.count || bytes > this.#limit.bytes) {
      const oldest = this.#oldest.get(sink, last);
      if (!oldest) break;
      this.#delete.run(oldest.id);
      last = oldest.id;
      count -= 1;
      bytes -= oldest.bytes;
    }
    return { count, bytes };
  }

  committed(sink: string, total: LetterTotal): void {
    this.#totals.set(sink, total);
  }
}

function totalsOf(db: Database): Map<string, LetterTotal> {
  const rows = db
    .query<LetterTotal & { sink: string }, []>(
      `SELECT sink, count(*) AS count, sum(${BYTES}) AS bytes FROM dead_letter GROUP BY sink`,
    )
    .all();
  return new Map(rows.map(({ sink, count, bytes }) => [sink, { count, bytes }]));
}
