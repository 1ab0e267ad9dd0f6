import type { Database, Statement } from "bun:sqlite";
import { closeDatabase, type Durability, openDatabase } from "../sqlite/index.ts";
import { DeadLetters } from "./dead-letters.ts";
import { ERASURE_TABLES, Erasures } from "./erasures.ts";
import { LETTER_LIMIT, type Refusal } from "./letter.ts";
import { LETTER_TABLES } from "./letter-statements.ts";
import type { Position } from "./position.ts";
import { RETAG_TABLES, Retags } from "./retags.ts";

/** The file with positions and dead letters in the data folder. Its only writer is the delivery thread. */
export const DELIVERY_FILE = "delivery.db";

/** What the file's log may keep of the disk after a burst, in bytes. */
const LOG_LIMIT = 16 << 20;

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
  LETTER_TABLES,
  ERASURE_TABLES,
  RETAG_TABLES,
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

type Row = Position & Omit<SinkRecord, "position">;

/** Positions and dead letters on disk. */
export class DeliveryStore {
  readonly #db: Database;
  readonly #select: Statement<Row, [string]>;
  readonly #upsert: Statement;
  readonly letters: DeadLetters;
  readonly erasures: Erasures;
  readonly retags: Retags;

  /**
   * @param epoch of the journal
   * @throws CodedError `data_unusable`, `data_newer`
   */
  constructor(dir: string, durability: Durability, limit = LETTER_LIMIT, epoch = "") {
    this.#db = openDatabase({
      dir,
      file: DELIVERY_FILE,
      migrations: MIGRATIONS,
      durability,
      logLimit: LOG_LIMIT,
    });
    // Dead letters are few, and some are deleted because somebody is to be forgotten.
    this.#db.run("PRAGMA secure_delete = ON");
    this.letters = new DeadLetters(this.#db, limit);
    this.erasures = new Erasures(this.#db, this.letters, epoch);
    this.retags = new Retags(this.#db, epoch);
    this.#select = this.#db.prepare(
      `SELECT epoch, seq, "offset", reports, bytes, delivered, rejected, dropped
       FROM sink WHERE name = ?`,
    );
    this.#upsert = this.#db.prepare(
      "INSERT OR REPLACE INTO sink VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    );
  }

  /** `null` for a sink that was never seen. */
  load(name: string): SinkRecord | null {
    const row = this.#select.get(name);
    if (!row) return null;
    const { epoch, seq, offset, reports, bytes, delivered, rejected, dropped } = row;
    return { epoch, position: { seq, offset, reports, bytes }, delivered, rejected, dropped };
  }

  /** Whether a sink of that name was ever delivered to. */
  knows(name: string): boolean {
    return this.#select.get(name) !== null;
  }

  /**
   * Writes the record together with what the sink has just refused.
   *
   * @returns the record as written: its `rejected` raised by the dead letters that are new
   * @throws when the disk refuses, and once it is closed: a write that was still under way then
   *   must not touch what the next process may have written
   */
  save(name: string, record: SinkRecord, refusals: readonly Refusal[], now: number): SinkRecord {
    const { written, total } = this.#db
      .transaction(() => {
        const { added, total } = this.#add(name, refusals, now);
        const written = { ...record, rejected: record.rejected + added };
        const { epoch, position, delivered, rejected, dropped } = written;
        const { seq, offset, reports, bytes } = position;
        this.#upsert.run(name, epoch, seq, offset, reports, bytes, delivered, rejected, dropped);
        return { written, total };
      })
      .immediate();
    if (total !== null) this.letters.committed(name, total);
    return written;
  }

  close(): void {
    closeDatabase(this.#db);
  }

  #add(name: string, refusals: readonly Refusal[], now: number) {
    if (refusals.length === 0) return { added: 0, total: null };
    return this.letters.add(name, refusals, now);
  }
}
