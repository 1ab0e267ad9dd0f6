import type { Database } from "bun:sqlite";

/** How long whoever reads just then is waited for, in milliseconds: requests wait as long. */
const TIMEOUT = 20;

/**
 * Makes nothing be left of rows up to `seq`, which nobody needs any more: the newest of them may
 * still be there for its totals, and pages that are free as well as the log have old rows as they were.
 *
 * @returns false where somebody reads just now: then it has to be tried again
 */
export function scrub(db: Database, seq: number): boolean {
  db.query("UPDATE entry SET payload = '[]', reports = 0 WHERE seq <= ?").run(seq);
  db.run("PRAGMA incremental_vacuum");
  const before = db.query<{ timeout: number }, []>("PRAGMA busy_timeout").get()?.timeout ?? 0;
  db.run(`PRAGMA busy_timeout = ${TIMEOUT}`);
  try {
    return db.query<{ busy: number }, []>("PRAGMA wal_checkpoint(TRUNCATE)").get()?.busy === 0;
  } finally {
    db.run(`PRAGMA busy_timeout = ${before}`);
  }
}
