import type { Database, Statement } from "bun:sqlite";
import type { LetterInfo, LetterTotal } from "./letter.ts";

/** A letter's id and size. */
export type Sized = { id: number; bytes: number };

const BYTES = "octet_length(report) + octet_length(reason)";

const INFO = `id, report_id AS reportId, at, reason, attempts, ${BYTES} AS bytes,
  substr(json_extract(report, '$.type'), 1, 200) AS type,
  substr(json_extract(report, '$.url'), 1, 2000) AS url,
  iif(EXISTS (SELECT 1 FROM replay r WHERE r.sink = d.sink AND r.letter = d.id),
      'replaying', 'dead') AS state`;

const QUEUE = `FROM replay r JOIN dead_letter d ON d.id = r.letter
  WHERE r.sink = ? AND r.letter > ? ORDER BY r.letter LIMIT ?`;

/** The tables of dead letters. Marks stand apart, so that marking rewrites no report. */
export const LETTER_TABLES = `
  ALTER TABLE dead_letter ADD COLUMN attempts INTEGER NOT NULL DEFAULT 1;
  CREATE INDEX dead_letter_sink ON dead_letter (sink);
  CREATE TABLE dead_letter_total (
    sink TEXT PRIMARY KEY,
    replayed INTEGER NOT NULL,
    discarded INTEGER NOT NULL
  ) WITHOUT ROWID, STRICT;
  INSERT INTO dead_letter_total
    SELECT name, 0, max(0, rejected - (SELECT count(*) FROM dead_letter WHERE sink = name))
    FROM sink WHERE rejected > 0;
  CREATE TABLE replay (
    sink TEXT NOT NULL,
    letter INTEGER NOT NULL,
    PRIMARY KEY (sink, letter)
  ) WITHOUT ROWID, STRICT;
  CREATE TRIGGER dead_letter_gone AFTER DELETE ON dead_letter BEGIN
    DELETE FROM replay WHERE sink = old.sink AND letter = old.id;
  END;`;

/** What {@link DeadLetters} asks the database, prepared once. */
export class LetterStatements {
  readonly insert: Statement;
  readonly delete: Statement<Sized, [string, number]>;
  readonly deleteAll: Statement;
  readonly refuse: Statement;
  readonly mark: Statement;
  readonly markAll: Statement;
  readonly unmark: Statement;
  readonly saveTotal: Statement;
  readonly size: Statement<Sized, [string, number]>;
  readonly sizesBelow: Statement<Sized, [string, number, number]>;
  readonly sizesAbove: Statement<Sized, [string, number, number]>;
  readonly above: Statement<{ id: number; report: string }, [string, number, number]>;
  readonly oldest: Statement<Sized, [string, number]>;
  readonly list: Statement<LetterInfo, [string, number, number]>;
  readonly get: Statement<LetterInfo & { report: string }, [string, number]>;
  readonly queuedSizes: Statement<Sized, [string, number, number]>;
  readonly queued: Statement<{ id: number; report: string }, [string, number, number]>;
  readonly countQueued: Statement<{ count: number }, [string]>;

  constructor(db: Database) {
    this.insert = db.prepare(
      `INSERT OR IGNORE INTO dead_letter (sink, report_id, at, reason, report)
       VALUES (?, ?, ?, ?, ?)`,
    );
    this.delete = db.prepare(
      `DELETE FROM dead_letter WHERE sink = ? AND id = ? RETURNING id, ${BYTES} AS bytes`,
    );
    this.deleteAll = db.prepare("DELETE FROM dead_letter WHERE sink = ?");
    this.refuse = db.prepare(
      `UPDATE dead_letter SET at = ?, reason = ?, attempts = attempts + 1
       WHERE sink = ? AND id = ?`,
    );
    this.mark = db.prepare(
      "INSERT OR IGNORE INTO replay SELECT sink, id FROM dead_letter WHERE sink = ? AND id = ?",
    );
    this.markAll = db.prepare(
      "INSERT OR IGNORE INTO replay SELECT sink, id FROM dead_letter WHERE sink = ?",
    );
    this.unmark = db.prepare("DELETE FROM replay WHERE sink = ? AND letter = ?");
    this.saveTotal = db.prepare("INSERT OR REPLACE INTO dead_letter_total VALUES (?, ?, ?)");
    this.size = db.prepare(
      `SELECT id, ${BYTES} AS bytes FROM dead_letter WHERE sink = ? AND id = ?`,
    );
    this.sizesBelow = db.prepare(
      `SELECT id, ${BYTES} AS bytes FROM dead_letter
       WHERE sink = ? AND id < ? ORDER BY id DESC LIMIT ?`,
    );
    this.sizesAbove = db.prepare(
      `SELECT id, ${BYTES} AS bytes FROM dead_letter WHERE sink = ? AND id > ? ORDER BY id LIMIT ?`,
    );
    this.above = db.prepare(
      "SELECT id, report FROM dead_letter WHERE sink = ? AND id > ? ORDER BY id LIMIT ?",
    );
    this.oldest = db.prepare(
      `SELECT id, ${BYTES} AS bytes FROM dead_letter
       WHERE sink = ? AND id > ? ORDER BY id LIMIT 1`,
    );
    this.list = db.prepare(
      `SELECT ${INFO} FROM dead_letter d WHERE sink = ? AND id < ? ORDER BY id DESC LIMIT ?`,
    );
    this.get = db.prepare(`SELECT ${INFO}, report FROM dead_letter d WHERE sink = ? AND id = ?`);
    this.queuedSizes = db.prepare(`SELECT d.id, octet_length(d.report) AS bytes ${QUEUE}`);
    this.queued = db.prepare(`SELECT d.id, d.report ${QUEUE}`);
    this.countQueued = db.prepare("SELECT count(*) AS count FROM replay WHERE sink = ?");
  }
}

/** Reads the totals of every sink that ever had a letter. */
export function totalsOf(db: Database): Map<string, LetterTotal> {
  const rows = db
    .query<LetterTotal & { sink: string }, []>(
      `SELECT t.sink, replayed, discarded, count(d.id) AS count,
         coalesce(sum(octet_length(d.report) + octet_length(d.reason)), 0) AS bytes,
         (SELECT count(*) FROM replay r WHERE r.sink = t.sink) AS replaying
       FROM dead_letter_total t LEFT JOIN dead_letter d ON d.sink = t.sink GROUP BY t.sink`,
    )
    .all();
  return new Map(rows.map(({ sink, ...total }) => [sink, total]));
}
