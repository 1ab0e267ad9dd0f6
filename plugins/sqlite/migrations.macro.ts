import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One step of the schema. Its place in the list is the version that it leads to, from 1. */
export interface Migration {
  name: string;
  sql: string;
}

/** Reads `migrations/*.sql` in order of name. Runs at build time: the binary needs no file. */
export function readMigrations(): Migration[] {
  const folder = join(import.meta.dir, "migrations");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort()
    .map((name) => ({ name, sql: readFileSync(join(folder, name), "utf8") }));
}
