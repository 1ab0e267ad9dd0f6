import type { Database } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import type {
  Batch,
  Clock,
  Erasure,
  ErasureStep,
  Log,
  ReportReader,
  Retagging,
  RetagStep,
  Sink,
  WriteResult,
} from "tattle/sink";
import { backUp, copyInto, deleteBackups, freeBytes, restoreFrom, syncPath } from "./backup.ts";
import { asSinkError, emptyLog, openWriter } from "./connection.ts";
import { Erasing } from "./erasure/erasing.ts";
import { checkOwner, migrate } from "./migrate.ts";
import { SqliteReader } from "./reader.ts";
import { RetagRun } from "./retagging/retagging.ts";
import { Housekeeper } from "./retention/housekeeper.ts";
import { Retention } from "./retention/retention.ts";
import { logLimit } from "./retention/space.ts";
import type { RetentionSettings } from "./settings.ts";
import { Writer } from "./writer.ts";

/** What new texts of one day may take of the database's size: they stay as long as reports of that day. */
const TEXTS_SHARE = 1 / 128;

/** What {@link SqliteSink} works with. */
export interface SqliteSinkOptions {
  /** The database file. */
  path: string;
  retention: RetentionSettings;
  /** How many new issues a project may have in an hour for each directive. */
  newIssuesPerHour: number;
  clock: Clock;
  log: Log;
}

/** What there is while the sink is open. */
interface Opened {
  writer: Writer;
  housekeeper: Housekeeper;
}

/** The writing side: one connection, used by one thread. */
export class SqliteSink implements Sink {
  readonly #o: SqliteSinkOptions;
  readonly #path: string;
  #db: Database | null = null;
  #opened: Opened | null = null;
  #erasing: Erasing | null = null;
  #retagging: RetagRun | null = null;

  constructor(options: SqliteSinkOptions) {
    this.#o = options;
    this.#path = options.path;
  }

  async open(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    // A failed attempt may have left a connection.
    await this.close();
    mkdirSync(dirname(this.#path), { recursive: true });
    const { retention, log } = this.#o;
    this.#attempt(() => {
      const db = openWriter(this.#path, logLimit(retention.size));
      this.#db = db;
      checkOwner(db, this.#path);
      migrate(db, (from) => {
        log.info("copying the database before its upgrade", { path: this.#path, from });
        backUp(db, this.#path, from, freeBytes);
      });
      // SQLite syncs the folder for its log, not for the database.
      syncPath(dirname(this.#path));
      this.#opened = this.#begin(db);
    });
  }

  #begin(db: Database): Opened {
    const { retention: settings, newIssuesPerHour, clock, log } = this.#o;
    const textsPerDay = settings.size * TEXTS_SHARE;
    const writer = new Writer(db, { newIssuesPerHour, textsPerDay });
    const onSwept = () => writer.forget();
    const retention = new Retention({ db, settings, now: clock.now, onSwept });
    return { writer, housekeeper: new Housekeeper({ retention, clock, log }) };
  }

  async write(batch: Batch, signal: AbortSignal): Promise<WriteResult> {
    signal.throwIfAborted();
    if (this.#opened === null) throw new Error("the database is not open");
    const { writer, housekeeper } = this.#opened;
    const rejected = this.#attempt(() => writer.write(batch.reports));
    housekeeper.keepPace(batch.reports.length);
    return { rejected };
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

  async erase(erasure: Erasure, signal: AbortSignal): Promise<ErasureStep> {
    signal.throwIfAborted();
    if (this.#db === null || this.#opened === null) throw new Error("the database is not open");
    const { writer } = this.#opened;
    if (this.#erasing?.is(erasure) !== true) this.#endErasing();
    try {
      this.#erasing ??= new Erasing({ db: this.#db, writer, erasure });
      const { done, reports } = this.#erasing.step();
      if (!done) return { done, reports };
      deleteBackups(this.#path);
      this.#endErasing();
      return { done, reports };
    } catch (error) {
      this.#endErasing();
      throw asSinkError(error, this.#path);
    }
  }

  async retag(retagging: Retagging, signal: AbortSignal): Promise<RetagStep> {
    signal.throwIfAborted();
    if (this.#db === null || this.#opened === null) throw new Error("the database is not open");
    const { writer } = this.#opened;
    if (this.#retagging?.is(retagging) !== true) this.#retagging = null;
    try {
      this.#retagging ??= new RetagRun({ db: this.#db, writer, retagging });
      const step = this.#retagging.step();
      if (step.done) this.#retagging = null;
      return step;
    } catch (error) {
      this.#retagging = null;
      throw asSinkError(error, this.#path);
    }
  }

  #endErasing(): void {
    this.#erasing?.end();
    this.#erasing = null;
  }

  /** Leaves everything in the one file, so that it can be copied alone. */
  async close(): Promise<void> {
    await this.#opened?.housekeeper.stop();
    this.#endErasing();
    this.#retagging = null;
    if (this.#db !== null && this.#opened !== null) emptyLog(this.#db);
    this.#opened = null;
    // True: with statements left open SQLite would keep the file, its lock and its log.
    this.#db?.close(true);
    this.#db = null;
  }

  reader(): ReportReader {
    return new SqliteReader(this.#path);
  }

  /** Through SQLite, which shows one state of the data and lets others write meanwhile. */
  async backup(file: string): Promise<void> {
    this.#attempt(() => copyInto(this.#path, file));
  }

  async restore(file: string): Promise<void> {
    this.#attempt(() => restoreFrom(file, this.#path));
  }

  #attempt<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw asSinkError(error, this.#path);
    }
  }
}
