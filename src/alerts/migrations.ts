import type { Migrations } from "../sqlite/index.ts";

/** Schema steps of the alerts' database. Those that were released are never edited. */
export const ALERT_MIGRATIONS: Migrations = [
  `CREATE TABLE alert (
     id TEXT PRIMARY KEY,
     asked_at INTEGER NOT NULL,
     observed_since INTEGER NOT NULL
   ) STRICT;
   -- Without a body it is known, and not to be told.
   CREATE TABLE finding (
     id INTEGER PRIMARY KEY,
     alert TEXT NOT NULL,
     key TEXT NOT NULL,
     at INTEGER NOT NULL,
     body TEXT,
     message TEXT,
     UNIQUE (alert, key)
   ) STRICT;
   CREATE INDEX finding_message ON finding (message) WHERE message IS NOT NULL;
   CREATE INDEX finding_waiting ON finding (alert) WHERE body IS NOT NULL AND message IS NULL;
   CREATE TABLE message (
     id TEXT PRIMARY KEY,
     alert TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     due_at INTEGER NOT NULL,
     attempts INTEGER NOT NULL,
     state TEXT NOT NULL,
     done_at INTEGER,
     error TEXT
   ) STRICT;
   CREATE INDEX message_alert ON message (alert, created_at);`,
  // What the alert was about then; of rows without it nobody knows.
  "ALTER TABLE alert ADD COLUMN about TEXT;",
];
