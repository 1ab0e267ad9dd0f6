import { Database } from "bun:sqlite";
import { join } from "node:path";
import { SinkError } from "tattle/sink";

/** The file's name in the sink's folder. */
export const DATABASE_FILE = "reports.db";

/** How long to wait for a lock, in milliseconds. Held for more than a moment only by a backup or an upgrade. */
const BUSY_TIMEOUT = 5_000;
/** The same while closing, when the process is waited for. */
const CLOSE_TIMEOUT = 500;
/** The same while others wait for the thread. */
const GLANCE_TIMEOUT = 20;
const WRITER_CACHE_KIB = 32 * 1024;
const READER_CACHE_KIB = 16 * 1024;
/** What the log may keep of the disk after a burst, in bytes, unless it is told otherwise. */
const LOG_LIMIT = 64 * 2 ** 20;
/** Pages in the log before they are moved into the database: pages that change all the time move once. */
const CHECKPOINT_PAGES = 4_000;
/** A smaller log is moved when it has filled this part of its limit. */
const CHECKPOINT_PART = 0.5;
const PAGE_SIZE = 4_096;

/** Where the database lies. */
export function databasePath(dataDir: string, path: string | undefined): string {
  return path ?? join(dataDir, DATABASE_FILE);
}

/**
 * Opens the database for writing; creates it where there is none.
 *
 * @param logLimit bytes that the log may keep of the disk. It is larger only for as long as
 *   somebody reads an older state, or within one batch
 */
export function openWriter(path: string, logLimit = LOG_LIMIT): Database {
  const checkpoint = Math.floor((logLimit * CHECKPOINT_PART) / PAGE_SIZE);
  return configured(new Database(path, { create: true, readwrite: true, strict: true }), [
    // Has to come before the first table: it lets retention give space back to the disk.
    "auto_vacuum = INCREMENTAL",
    "journal_mode = WAL",
    // Each commit would be synced otherwise; the journal keeps a copy until sync() was called.
    "synchronous = NORMAL",
    `wal_autocheckpoint = ${Math.min(CHECKPOINT_PAGES, checkpoint)}`,
    `journal_size_limit = ${logLimit}`,
    `cache_size = -${WRITER_CACHE_KIB}`,
    // What is deleted from a page that is written anyway is overwritten; an erasure does the rest.
    "secure_delete = FAST",
  ]);
}

/** Opens a database that exists for reading. */
export function openReader(path: string): Database {
  return configured(new Database(path, { readonly: true, strict: true }), [
    `cache_size = -${READER_CACHE_KIB}`,
  ]);
}

/** Moves the log into the database, also where somebody is connected; whoever reads just then prevents it. */
export function emptyLog(db: Database): void {
  try {
    db.run(`PRAGMA busy_timeout = ${CLOSE_TIMEOUT}`);
    db.run("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch {
    // A disk that refuses: the log has everything, and the next start takes it up.
  }
}

/**
 * Moves the log into the database and cuts it to nothing.
 *
 * @returns false where somebody reads an older state just now: then it has to be tried again
 */
export function emptyLogNow(db: Database): boolean {
  db.run(`PRAGMA busy_timeout = ${GLANCE_TIMEOUT}`);
  try {
    return db.query<{ busy: number }, []>("PRAGMA wal_checkpoint(TRUNCATE)").get()?.busy === 0;
  } finally {
    db.run(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`);
  }
}

/**
 * What a failure of SQLite means to the host: a damaged file is fatal, everything else (full
 * disk, lock, input or output error) is worth another attempt.
 */
export function asSinkError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  const code = String(error.code);
  if (!code.startsWith("SQLITE_CORRUPT") && code !== "SQLITE_NOTADB") return error;
  return new SinkError(`${path} is damaged (${error.message}); restore a backup or move it away`, {
    fatal: true,
    cause: error,
  });
}

function configured(db: Database, pragmas: readonly string[]): Database {
  try {
    for (const pragma of [`busy_timeout = ${BUSY_TIMEOUT}`, ...pragmas]) db.run(`PRAGMA ${pragma}`);
    return db;
  } catch (error) {
    db.close(true);
    throw error;
  }
}
