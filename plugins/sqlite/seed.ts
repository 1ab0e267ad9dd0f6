import type { Database } from "bun:sqlite";

/** The salt of a database's hashes: unknown outside, the same for as long as the file lives. */
export function readSeed(db: Database): bigint {
  const row = db.query<{ value: string }, []>("SELECT value FROM meta WHERE key = 'seed'").get();
  if (!row) throw new Error("the database has no seed");
  return BigInt(`0x${row.value}`);
}
