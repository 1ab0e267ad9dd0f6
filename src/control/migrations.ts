import type { Migrations } from "../sqlite/index.ts";

/** Schema steps of the control database. Those that were released are never edited. */
export const CONTROL_MIGRATIONS: Migrations = [
  // The last row of an issue is what holds of it; the others are its history.
  `CREATE TABLE issue_change (
     issue TEXT NOT NULL,
     seq INTEGER NOT NULL,
     status TEXT NOT NULL,
     status_at INTEGER NOT NULL,
     note TEXT,
     "by" TEXT NOT NULL,
     at INTEGER NOT NULL,
     PRIMARY KEY (issue, seq)
   ) WITHOUT ROWID, STRICT;`,
  `CREATE TABLE api_token (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     name TEXT NOT NULL UNIQUE,
     role TEXT NOT NULL,
     hash BLOB NOT NULL UNIQUE,
     created_at INTEGER NOT NULL,
     expires_at INTEGER,
     last_used_at INTEGER
   ) STRICT;`,
  `CREATE TABLE project (
     name TEXT PRIMARY KEY,
     state TEXT NOT NULL,
     settings TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     changed_at INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE project_token (
     token TEXT PRIMARY KEY,
     project TEXT NOT NULL REFERENCES project (name),
     created_at INTEGER NOT NULL,
     ends_at INTEGER
   ) STRICT;`,
  `CREATE TABLE noise_rule (
     id TEXT PRIMARY KEY,
     rule TEXT NOT NULL,
     changed_at INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE noise_disabled (id TEXT PRIMARY KEY) WITHOUT ROWID, STRICT;`,
  `CREATE TABLE alert (
     name TEXT PRIMARY KEY,
     state TEXT NOT NULL,
     written TEXT NOT NULL,
     begun_at INTEGER NOT NULL,
     changed_at INTEGER NOT NULL
   ) STRICT;`,
];
