import type { Database } from "bun:sqlite";
import { CodedError } from "../report/errors.ts";

/**
 * Schema steps of a small database of our own, oldest first. Step *n* takes it from
 * `user_version` *n* to *n* + 1; steps that were ever released are never edited.
 */
export type Migrations = readonly string[];

/**
 * Brings a database to the newest schema, in one transaction.
 *
 * @throws CodedError `data_newer` when the file was written by a newer release.
 */
export function migrate(db: Database, name: string, migrations: Migrations): void {
  db.transaction(() => {
    const row = db.query<{ user_version: number }, []>("PRAGMA user_version").get();
    const version = row?.user_version ?? 0;
    if (version > migrations.length) {
      throw new CodedError(
        "data_newer",
        `${name} has schema ${version}; this release knows up to ${migrations.length}.`,
      );
    }
    for (const sql of migrations.slice(version)) db.run(sql);
    db.run(`PRAGMA user_version = ${migrations.length}`);
  }).immediate();
}
