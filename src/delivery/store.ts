import { Database, type Statement } from "bun:sqlite";
import { join } from "node:path";
import { closeDatabase, type Durability, migrate } from "../journal/index.ts";
import { CodedError } from "../report/errors.ts";
import type { Report } from "../report/report.ts";
import type { Position } from "./position.ts";

/** The file with positions and dead letters in the data folder. Its only writer is the delivery thread. */
export const DELIVERY_FILE = "delivery.db";

/** Dead letters kept for each sink; beyond them the oldest go, and stay counted as rejected. */
const MAX_DEAD_LETTERS = 100_000;

const MIGRATIONS = [
  `CREATE TABLE sink (
     name TEXT PRIMARY KEY,
     epoch TEXT NOT NULL,
     seq INTEGER NOT NULL,
     "offset" INTEGER NOT NULL,
     reports INTEGER NOT NULL,
     bytes INTEGER NOT NULL,
     delivered INTEGER NOT NULL,
     rejected INTEGER NOT NULL,
     dropped INTEGER NOT NULL
   ) WITHOUT ROWID, STRICT;
   CREATE TABLE dead_letter (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     sink TEXT NOT NULL,
     report_id TEXT NOT NULL,
     at INTEGER NOT NULL,
     reason TEXT NOT NULL,
     report TEXT NOT NULL,
     UNIQUE (sink, report_id)
   ) STRICT;`,
];

/** What is remembered of a sink, by its name. */
export interface SinkRecord {
  /** Of the journal that `position` belongs to. */
  epoch: string;
  position: Position;
  /** Reports accepted, dead-lettered and given up for `max_backlog`, since ever. */
  delivered: number;
  rejected: number;
  dropped: number;
}

/** A report that a sink can never accept. */
export interface DeadLetter {
  report: Report;
  reason: string;
}

type Row = Omit<Position, never> & Omit<SinkRecord, "position">;

/** Positions and dead letters on disk. */
export class DeliveryStore {
  readonly #db: Database;
  readonly #select: Statement<Row, [string]>;
  readonly #upsert: Statement;
  readonly #insertLetter: Statement;
  readonly #evict: Statement;

  /** @throws CodedError `data_unusable`, `data_newer` */
  constructor(dir: string, durability: Durability) {
    this.#db = open(dir, durability);
    this.#select = this.#db.prepare(
      `SELECT epoch, seq, "offset", reports, bytes, delivered, rejected, dropped
       FROM sink WHERE name = ?`,
    );
    this.#upsert = this.#db.prepare(
      "INSERT OR REPLACE INTO sink VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    );
    this.#insertLetter = this.#db.prepare(
      `INSERT OR IGNORE INTO dead_letter (sink, report_id, at, reason, report)
       VALUES (?, ?, ?, ?, ?)`,
    );
    this.#evict = this.#db.prepare(
      `DELETE FROM dead_letter WHERE sink = ?1 AND id <= (
         SELECT id FROM dead_letter WHERE sink = ?1 ORDER BY id DESC LIMIT 1 OFFSET ${MAX_DEAD_LETTERS})`,
    );
  }

  /** `null` for a sink that was never seen. */
  load(name: string): SinkRecord | null {
    const row = this.#select.get(name);
    if (!row) return null;
    const { epoch, seq, offset, reports, bytes, delivered, rejected, dropped } = row;
    return { epoch, position: { seq, offset, reports, bytes }, delivered, rejected, dropped };
  }

  /**
   * Writes the record and the dead letters that it already counts, together.
   *
   * @throws when the disk refuses, and once it is closed: a write that was still under way then
   *   must not touch what the next process may have written
   */
  save(name: string, record: SinkRecord, letters: readonly DeadLetter[], now: number): void {
    this.#db
      .transaction(() => {
        for (const { report, reason } of letters) {
          this.#insertLetter.run(name, report.id, now, reason, JSON.stringify(report));
        }
        if (letters.length > 0) this.#evict.run(name);
        const { epoch, position, delivered, rejected, dropped } = record;
        const { seq, offset, reports, bytes } = position;
        this.#upsert.run(name, epoch, seq, offset, reports, bytes, delivered, rejected, dropped);
      })
      .immediate();
  }

  /** Newest first. */
  deadLetters(name: string, limit: number): Array<DeadLetter & { id: number; at: number }> {
    return this.#db
      .query<{ id: number; at: number; reason: string; report: string }, [string, number]>(
        "SELECT id, at, reason, report FROM dead_letter WHERE sink = ? ORDER BY id DESC LIMIT ?",
      )
      .all(name, limit)
      .map((row) => ({ ...row, report: JSON.parse(row.report) }));
  }

  deadLetterCount(name: string): number {
    return (
      this.#db
        .query<{ n: number }, [string]>("SELECT count(*) AS n FROM dead_letter WHERE sink = ?")
        .get(name)?.n ?? 0
    );
  }

  close(): void {
    closeDatabase(this.#db);
  }
}

function open(dir: string, durability: Durability): Database {
  let db: Database | null = null;
  try {
    db = new Database(join(dir, DELIVERY_FILE), { create: true, strict: true });
    db.run("PRAGMA busy_timeout = 5000");
    db.run("PRAGMA journal_mode = WAL");
    db.run(`PRAGMA synchronous = ${durability === "fsync" ? "FULL" : "NORMAL"}`);
    migrate(db, DELIVERY_FILE, MIGRATIONS);
    return db;
  } catch (cause) {
    db?.close(false);
    if (cause instanceof CodedError) throw cause;
    throw new CodedError("data_unusable", `Cannot open ${DELIVERY_FILE} in ${dir}: ${cause}`, {
      cause,
    });
  }
}
