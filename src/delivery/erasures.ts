import type { Database, Statement } from "bun:sqlite";
import type { Erasure } from "../sink/erasure.ts";
import type { DeadLetters } from "./dead-letters.ts";
import type {
  ErasureInfo,
  ErasureOfSink,
  ErasureQuery,
  ErasureQueue,
  PendingErasure,
} from "./erasure.ts";

/** Erasures that are remembered after they are done. */
const KEPT = 1_000;

/** Tables of erasures. What is to be forgotten stands there until it is. */
export const ERASURE_TABLES = `
  CREATE TABLE erasure (
    id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    what TEXT NOT NULL,
    project TEXT,
    distinct_id TEXT,
    document_url TEXT,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    done_at INTEGER
  ) STRICT;
  CREATE TABLE erasure_sink (
    erasure TEXT NOT NULL,
    sink TEXT NOT NULL,
    state TEXT NOT NULL,
    reports INTEGER NOT NULL,
    letters INTEGER NOT NULL,
    PRIMARY KEY (erasure, sink)
  ) WITHOUT ROWID, STRICT;`;

type Row = Omit<ErasureInfo, "sinks">;
type PendingRow = Erasure & { epoch: string; seq: number };

/** Erasures on disk. Everything throws what SQLite throws, and has changed nothing then. */
export class Erasures {
  readonly #db: Database;
  readonly #letters: DeadLetters;
  readonly #get: Statement<Row, [string]>;
  readonly #list: Statement<Row, [string | null, number]>;
  readonly #sinks: Statement<ErasureOfSink, [string]>;
  readonly #count: Statement<unknown, [number, number, string, string]>;
  readonly #settle: Statement<unknown, [string, string, string]>;
  readonly #open: Statement<PendingRow, []>;
  #pending: readonly PendingErasure[] | null = null;
  readonly #epoch: string;

  /** @param epoch of the journal that there is: what another one had is gone */
  constructor(db: Database, letters: DeadLetters, epoch: string) {
    this.#db = db;
    this.#letters = letters;
    this.#epoch = epoch;
    this.#get = db.prepare(
      "SELECT id, what, project, at, done_at AS doneAt FROM erasure WHERE id = ?",
    );
    this.#list = db.prepare(
      `SELECT id, what, project, at, done_at AS doneAt FROM erasure
       WHERE ?1 IS NULL OR id < ?1 ORDER BY id DESC LIMIT ?2`,
    );
    this.#sinks = db.prepare(
      `SELECT sink, state, reports, letters AS deadLetters FROM erasure_sink
       WHERE erasure = ? ORDER BY sink`,
    );
    this.#count = db.prepare(
      `UPDATE erasure_sink SET reports = reports + ?, letters = letters + ?,
         state = iif(state = 'waiting', 'erasing', state)
       WHERE erasure = ? AND sink = ?`,
    );
    this.#settle = db.prepare("UPDATE erasure_sink SET state = ? WHERE erasure = ? AND sink = ?");
    this.#open = db.prepare(
      `SELECT id, project, distinct_id AS distinctId, document_url AS documentURL, epoch, seq
       FROM erasure WHERE done_at IS NULL ORDER BY at, id`,
    );
  }

  /** Those that are not done, oldest first. */
  get pending(): readonly PendingErasure[] {
    this.#pending ??= this.#open.all().map(({ epoch, seq, ...erasure }) => {
      const sinks = this.#sinks.all(erasure.id);
      return { erasure, seq: epoch === this.#epoch ? seq : 0, sinks };
    });
    return this.#pending;
  }

  get(id: string): ErasureInfo | null {
    const row = this.#get.get(id);
    return row && { ...row, sinks: this.#sinks.all(id) };
  }

  /** Newest first: ids are in order of time. */
  list({ before, limit }: ErasureQuery): ErasureInfo[] {
    return this.#list.all(before, limit).map((row) => ({ ...row, sinks: this.#sinks.all(row.id) }));
  }

  /** @param seq the newest row of the journal */
  add(erasure: Erasure, seq: number, sinks: readonly string[], at: number): void {
    const { id, project, distinctId, documentURL } = erasure;
    const what = distinctId === null ? "document" : "distinct_id";
    this.#change(() => {
      this.#db
        .query("INSERT INTO erasure VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)")
        .run(id, at, what, project, distinctId, documentURL, this.#epoch, seq);
      const insert = this.#db.query("INSERT INTO erasure_sink VALUES (?, ?, 'waiting', 0, 0)");
      for (const sink of sinks) insert.run(id, sink);
    });
  }

  /** The erasures of one sink. */
  queue(sink: string): ErasureQueue {
    return {
      next: () => this.pending.find(({ sinks }) => sinks.some(waits(sink))) ?? null,
      eraseLetters: (erasure, after) => {
        const { next, erased } = this.#letters.erase(sink, erasure, after);
        if (erased > 0) this.#change(() => this.#count.run(0, erased, erasure.id, sink));
        return next;
      },
      add: (id, reports) => this.#change(() => this.#count.run(reports, 0, id, sink)),
      settle: (id, state) => this.#change(() => this.#settle.run(state, id, sink)),
    };
  }

  /** Nothing of it is left: forgets what was to be forgotten, too. */
  finish(id: string, at: number): void {
    this.#change(() => {
      this.#db
        .query(
          "UPDATE erasure SET distinct_id = NULL, document_url = NULL, done_at = ? WHERE id = ?",
        )
        .run(at, id);
      this.#db.run(
        `DELETE FROM erasure WHERE done_at IS NOT NULL AND id NOT IN
           (SELECT id FROM erasure ORDER BY at DESC, id DESC LIMIT ${KEPT})`,
      );
      this.#db.run("DELETE FROM erasure_sink WHERE erasure NOT IN (SELECT id FROM erasure)");
    });
    this.#db.run("PRAGMA incremental_vacuum");
    this.#db.run("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  #change(task: () => void): void {
    this.#db.transaction(task).immediate();
    this.#pending = null;
  }
}

/** Whether it is a sink's turn to do something. */
export function waits(name: string): (of: ErasureOfSink) => boolean {
  return ({ sink, state }) => sink === name && isOpen(state);
}

/** Whether a sink has not settled. */
export function isOpen(state: ErasureOfSink["state"]): boolean {
  return state === "waiting" || state === "erasing";
}
