import type { Database } from "bun:sqlite";
import { CodedError } from "../report/errors.ts";
import { type Durability, openDatabase } from "../sqlite/index.ts";

/** The journal's file in the data folder. */
export const JOURNAL_FILE = "journal.db";

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
  return openDatabase({
    dir,
    file: JOURNAL_FILE,
    migrations: MIGRATIONS,
    durability,
    logLimit: LOG_SIZE,
  });
}

/** Identifies the sequence numbers of a journal file: a position from another epoch means nothing in it. */
export function readEpoch(db: Database): string {
  const row = db.query<{ value: string }, []>("SELECT value FROM meta WHERE key = 'epoch'").get();
  if (!row) throw new CodedError("data_unusable", `${JOURNAL_FILE} has no epoch.`);
  return row.value;
}
