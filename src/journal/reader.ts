import { Database, type Statement } from "bun:sqlite";
import { join } from "node:path";
import { JOURNAL_FILE, readEpoch } from "./database.ts";
import { type Payload, unpackPayload } from "./payload.ts";

/** One row: the requests of one commit. */
export interface JournalRow {
  seq: number;
  /** When it was committed, milliseconds since the epoch. */
  at: number;
  /** Reports in it. */
  reports: number;
  /** Reports, and bytes as stored, up to and including this row, since ever. */
  totalReports: number;
  totalBytes: number;
  /** Bytes as stored. */
  bytes: number;
  /** JSON array of `JournalEntry`. */
  text: string;
}

/** A row without its text. */
export type RowInfo = Omit<JournalRow, "text" | "bytes">;

type StoredRow = RowInfo & { payload: Payload };

const INFO = "seq, at, reports, total_reports AS totalReports, total_bytes AS totalBytes";

/** Reads the journal on a connection of its own, from any thread of the process that holds the lock. */
export class JournalReader {
  readonly #db: Database;
  readonly #next: Statement<StoredRow, [number]>;
  readonly #last: Statement<RowInfo, []>;
  readonly #after: Statement<RowInfo, [number]>;
  readonly #overflow: Statement<RowInfo, [number]>;
  readonly epoch: string;

  /** The journal must exist: its writer is opened first. */
  constructor(dir: string) {
    this.#db = new Database(join(dir, JOURNAL_FILE), { readonly: true, strict: true });
    this.#db.run("PRAGMA busy_timeout = 5000");
    this.epoch = readEpoch(this.#db);
    this.#next = this.#db.prepare(
      `SELECT ${INFO}, payload FROM entry WHERE seq > ? ORDER BY seq LIMIT 1`,
    );
    this.#last = this.#db.prepare(`SELECT ${INFO} FROM entry ORDER BY seq DESC LIMIT 1`);
    this.#after = this.#db.prepare(`SELECT ${INFO} FROM entry WHERE seq > ? ORDER BY seq LIMIT 1`);
    this.#overflow = this.#db.prepare(
      `SELECT ${INFO} FROM entry WHERE total_bytes >= ? ORDER BY seq LIMIT 1`,
    );
  }

  /** The first row after `seq`, `null` where there is none yet. */
  next(seq: number): JournalRow | null {
    const row = this.#next.get(seq);
    if (!row) return null;
    const { payload, ...info } = row;
    return { ...info, bytes: payload.length, text: unpackPayload(payload) };
  }

  /** The newest row, `null` in an empty journal. */
  last(): RowInfo | null {
    return this.#last.get();
  }

  /** As {@link next}, without the text. */
  after(seq: number): RowInfo | null {
    return this.#after.get(seq);
  }

  /** The first row at which the running total of bytes has reached `totalBytes`. */
  reaching(totalBytes: number): RowInfo | null {
    return this.#overflow.get(totalBytes);
  }

  close(): void {
    this.#db.close(false);
  }
}
