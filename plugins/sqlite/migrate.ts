import type { Database } from "bun:sqlite";
import { SinkError } from "tattle/sink";
import { readMigrations } from "./migrations.macro.ts" with { type: "macro" };
import type { Migration } from "./migrations.macro.ts";

/** All steps of the schema, oldest first. Released ones are never changed. */
export const MIGRATIONS: readonly Migration[] = readMigrations();

/** Marks a file as ours in SQLite's header: "TATL". */
export const APPLICATION_ID = 0x5441544c;

/** What an upgrade does before it touches data that is there. Throws to stop it. */
export type BeforeUpgrade = (from: number) => void;

/** The number of migrations that a file has seen; 0 for a new one. */
export function schemaVersion(db: Database): number {
  return pragma(db, "user_version");
}

/**
 * Refuses a file that is not ours to read.
 *
 * @throws a fatal SinkError for a database of another program, and for one that a newer Tattle wrote (`data_newer`)
 */
export function checkOwner(db: Database, name: string, known = MIGRATIONS.length): void {
  const owner = pragma(db, "application_id");
  const version = schemaVersion(db);
  const empty = owner === 0 && version === 0 && pragma(db, "page_count") <= 1;
  if (owner !== APPLICATION_ID && !empty) {
    throw new SinkError(`${name} is a database of another program; choose another path`, {
      fatal: true,
    });
  }
  if (version > known) {
    throw new SinkError(
      `data_newer: ${name} was written by a newer Tattle (schema ${version}, this one knows ${known}); run that version, or restore a backup made by this one`,
      { fatal: true },
    );
  }
}

/**
 * Brings the schema to the newest version, in one transaction that nobody else can write in.
 * Either all steps are done afterwards or none. `before` is called only when there is data to
 * lose.
 */
export function migrate(
  db: Database,
  before: BeforeUpgrade,
  migrations: readonly Migration[] = MIGRATIONS,
): void {
  const from = schemaVersion(db);
  if (from === migrations.length) return;
  if (from > 0) before(from);
  db.transaction(() => {
    // Another process may have done it while this one waited for the lock.
    for (const { sql } of migrations.slice(schemaVersion(db))) db.run(sql);
    db.run(`PRAGMA application_id = ${APPLICATION_ID}`);
    db.run(`PRAGMA user_version = ${migrations.length}`);
  }).immediate();
}

function pragma(db: Database, name: string): number {
  const row = db.query<Record<string, number>, []>(`PRAGMA ${name}`).get();
  return row?.[name] ?? 0;
}
