import type { Database, Statement } from "bun:sqlite";
import type { Bitmap } from "./bitmap.ts";

/** Texts looked at in one step. */
const ROWS = 2_000;

/** Deletes the texts that no report names and no document is counted by. */
export class OrphanTexts {
  readonly #used: Bitmap;
  readonly #next: Statement<{ id: number; orphan: number }, [number, number, number]>;
  readonly #delete: Statement<unknown, [number]>;
  readonly #end: number;
  #after = 0;

  /** @param used the texts that reports name, those that are written meanwhile included */
  constructor(db: Database, used: Bitmap) {
    this.#used = used;
    this.#next = db.prepare(
      `SELECT id, document_day < 0 AS orphan FROM texts WHERE id > ? AND id <= ? ORDER BY id LIMIT ?`,
    );
    this.#delete = db.prepare("DELETE FROM texts WHERE id = ?");
    const newest = db.query<{ id: number | null }, []>("SELECT max(id) AS id FROM texts").get();
    this.#end = newest?.id ?? 0;
  }

  /** One step, inside the caller's transaction. @returns how many were deleted, `null` after the last */
  step(): number | null {
    const rows = this.#next.all(this.#after, this.#end, ROWS);
    let deleted = 0;
    for (const { id, orphan } of rows) {
      this.#after = id;
      if (orphan === 1 && !this.#used.has(id)) deleted += this.#delete.run(id).changes;
    }
    return rows.length === 0 ? null : deleted;
  }
}
