import type { Database } from "bun:sqlite";

/** How far a retagging has come. */
export interface Mark {
  /** Of the retagging. */
  id: string;
  /** Key of the last report that was looked at; empty before the first. */
  after: Uint8Array;
  /** Reports that were looked at, and that have another tag now. */
  read: number;
  changed: number;
  done: boolean;
}

const KEY = "retagging";

/** Where a retagging was left; at its beginning where the last one was another. */
export function readMark(db: Database, id: string): Mark {
  const row = db
    .query<{ value: string }, [string]>("SELECT value FROM meta WHERE key = ?")
    .get(KEY);
  const stored = row === null ? null : parse(row.value);
  if (stored?.id === id) return stored;
  return { id, after: new Uint8Array(), read: 0, changed: 0, done: false };
}

/** Inside the caller's transaction. */
export function writeMark(db: Database, { id, after, read, changed, done }: Mark): void {
  const value = JSON.stringify([id, Buffer.from(after).toString("hex"), read, changed, done]);
  db.query("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)").run(KEY, value);
}

function parse(value: string): Mark {
  const [id, after, ...counts]: [string, string, number, number, boolean] = JSON.parse(value);
  const [read, changed, done] = counts;
  return { id, after: new Uint8Array(Buffer.from(after, "hex")), read, changed, done };
}
