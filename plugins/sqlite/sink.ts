import type { Database } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import type { Batch, Log, ReportReader, Sink, WriteResult } from "tattle/sink";
import { backUp, freeBytes, syncPath } from "./backup.ts";
import { asSinkError, emptyLog, openWriter } from "./connection.ts";
import { checkOwner, migrate } from "./migrate.ts";
import { SqliteReader } from "./reader.ts";
import { Writer } from "./writer.ts";

/** The writing side: one connection, used by one thread. */
export class SqliteSink implements Sink {
  readonly #path: string;
  readonly #log: Log;
  #db: Database | null = null;
  #writer: Writer | null = null;

  constructor(path: string, log: Log) {
    this.#path = path;
    this.#log = log;
  }

  async open(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    // A failed attempt may have left a connection.
    await this.close();
    mkdirSync(dirname(this.#path), { recursive: true });
    this.#attempt(() => {
      const db = openWriter(this.#path);
      this.#db = db;
      checkOwner(db, this.#path);
      migrate(db, (from) => {
        this.#log.info("copying the database before its upgrade", { path: this.#path, from });
        backUp(db, this.#path, from, freeBytes);
      });
      // SQLite syncs the folder for its log, not for the database.
      syncPath(dirname(this.#path));
      this.#writer = new Writer(db);
    });
  }

  async write(batch: Batch, signal: AbortSignal): Promise<WriteResult> {
    signal.throwIfAborted();
    const writer = this.#writer;
    if (writer === null) throw new Error("the database is not open");
    return { rejected: this.#attempt(() => writer.write(batch.reports)) };
  }

  /**
   * Only the log needs it: SQLite itself syncs the log before it moves pages from there into the
   * database, and the database before it starts the log again. The database's own file must not
   * be opened here, since closing it would release SQLite's locks on it (POSIX).
   */
  async sync(): Promise<void> {
    const log = await open(`${this.#path}-wal`, "r+");
    try {
      await log.datasync();
    } finally {
      await log.close();
    }
  }

  /** Leaves everything in the one file, so that it can be copied alone. */
  async close(): Promise<void> {
    if (this.#db !== null && this.#writer !== null) emptyLog(this.#db);
    this.#writer = null;
    // True: with statements left open SQLite would keep the file, its lock and its log.
    this.#db?.close(true);
    this.#db = null;
  }

  reader(): ReportReader {
    return new SqliteReader(this.#path);
  }

  #attempt<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw asSinkError(error, this.#path);
    }
  }
}
