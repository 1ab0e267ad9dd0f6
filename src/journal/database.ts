import { Database } from "bun:sqlite";
import { join } from "node:path";
import { CodedError } from "../report/errors.ts";
import { migrate } from "./schema.ts";

/** The journal's file in the data folder. */
export const JOURNAL_FILE = "journal.db";

/**
 * `fsync`: what was committed survives a loss of power. `os`: it survives the death of the
 * process; faster, and a loss of power may take the last moments with it.
 */
export type Durability = "fsync" | "os";

const MIGRATIONS = [
  `CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
   -- total_* run on for ever, so that the size of a backlog is one subtraction
   CREATE TABLE entry (
     seq INTEGER PRIMARY KEY,
     at INTEGER NOT NULL,
     reports INTEGER NOT NULL,
     total_reports INTEGER NOT NULL,
     total_bytes INTEGER NOT NULL,
     payload ANY NOT NULL
   ) STRICT;
   -- the hour first: what is asked for is always "from this hour on"
   CREATE TABLE counter (
     hour INTEGER NOT NULL,
     project TEXT NOT NULL,
     outcome TEXT NOT NULL,
     count INTEGER NOT NULL,
     PRIMARY KEY (hour, project, outcome)
   ) WITHOUT ROWID, STRICT;
   INSERT INTO meta VALUES ('epoch', lower(hex(randomblob(16))));`,
];

/** What SQLite's write-ahead log is cut back to once a reader has let it grow, in bytes. */
const LOG_SIZE = 64 << 20;

/**
 * Opens the journal for writing and brings it to the newest schema.
 *
 * @throws CodedError `data_unusable`, `data_newer`
 */
export function openJournal(dir: string, durability: Durability): Database {
  let db: Database | null = null;
  try {
    db = new Database(join(dir, JOURNAL_FILE), { create: true, strict: true });
    db.run("PRAGMA busy_timeout = 5000");
    db.run("PRAGMA auto_vacuum = INCREMENTAL");
    db.run("PRAGMA journal_mode = WAL");
    db.run(`PRAGMA synchronous = ${durability === "fsync" ? "FULL" : "NORMAL"}`);
    db.run(`PRAGMA journal_size_limit = ${LOG_SIZE}`);
    migrate(db, JOURNAL_FILE, MIGRATIONS);
    return db;
  } catch (cause) {
    db?.close(false);
    if (cause instanceof CodedError) throw cause;
    throw new CodedError("data_unusable", `Cannot open ${JOURNAL_FILE} in ${dir}: ${cause}`, {
      cause,
    });
  }
}

/** Identifies the sequence numbers of a journal file: a position from another epoch means nothing in it. */
export function readEpoch(db: Database): string {
  const row = db.query<{ value: string }, []>("SELECT value FROM meta WHERE key = 'epoch'").get();
  if (!row) throw new CodedError("data_unusable", `${JOURNAL_FILE} has no epoch.`);
  return row.value;
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
