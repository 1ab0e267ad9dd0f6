import { Database } from "bun:sqlite";
import { join } from "node:path";
import { CodedError } from "../report/errors.ts";
import { type Migrations, migrate } from "./migrate.ts";

/**
 * `fsync`: what was committed survives a loss of power. `os`: it survives the death of the
 * process; faster, and a loss of power may take the last moments with it.
 */
export type Durability = "fsync" | "os";

/** A database of ours, as it is opened by its only writer. */
export interface DatabaseOptions {
  /** The data folder. */
  readonly dir: string;
  /** The file's name in it. */
  readonly file: string;
  readonly migrations: Migrations;
  readonly durability: Durability;
  /** What SQLite's write-ahead log is cut back to once a reader has let it grow, in bytes. */
  readonly logLimit: number;
}

/** Whoever else holds the file at the start is waited for so long, in milliseconds. */
const BUSY_TIMEOUT = 5000;

/**
 * Opens a database of the data folder for writing, makes it where it is missing, and brings it to
 * the newest schema.
 *
 * @throws CodedError `data_unusable`, `data_newer`
 */
export function openDatabase(options: DatabaseOptions): Database {
  const { dir, file, migrations, durability, logLimit } = options;
  let db: Database | null = null;
  try {
    db = new Database(join(dir, file), { create: true, strict: true });
    db.run(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`);
    db.run("PRAGMA auto_vacuum = INCREMENTAL");
    db.run("PRAGMA journal_mode = WAL");
    db.run(`PRAGMA synchronous = ${durability === "fsync" ? "FULL" : "NORMAL"}`);
    db.run(`PRAGMA journal_size_limit = ${logLimit}`);
    // What is deleted from a page that is written anyway is overwritten: it may be somebody's data.
    db.run("PRAGMA secure_delete = FAST");
    migrate(db, file, migrations);
    return db;
  } catch (cause) {
    db?.close(false);
    if (cause instanceof CodedError) throw cause;
    throw new CodedError("data_unusable", `Cannot open ${file} in ${dir}: ${cause}`, { cause });
  }
}

/**
 * Closes a database of ours with all of it in the one file, so that a copy of the folder of a
 * stopped Tattle is whole whatever is copied. Where somebody still reads, the log stays, which
 * the next start takes up.
 */
export function closeDatabase(db: Database): void {
  try {
    db.run("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch {
    // A disk that refuses: the log has everything.
  }
  db.close(false);
}
