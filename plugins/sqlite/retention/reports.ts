import type { Database, Statement } from "bun:sqlite";
import { uuidTime } from "../codec/uuid.ts";

/** Bytes of `data` in one step: large rows are many pages each. */
const MAX_BYTES = 4 * 2 ** 20;

interface Row {
  id: Uint8Array;
  bytes: number;
}

/** Deletes the oldest reports. Their counts were taken when they came, and stay. */
export class OldestReports {
  readonly #oldest: Statement<Row, [number]>;
  readonly #delete: Statement<unknown, [Uint8Array]>;

  constructor(db: Database) {
    this.#oldest = db.prepare("SELECT id, length(data) AS bytes FROM reports ORDER BY id LIMIT ?");
    this.#delete = db.prepare("DELETE FROM reports WHERE id <= ?");
  }

  /** When the oldest came in, milliseconds since the epoch; `null` where there are none. */
  get since(): number | null {
    const row = this.#oldest.get(1);
    return row === null ? null : uuidTime(row.id);
  }

  /**
   * Deletes at most `limit` of those that came in before a moment, fewer where they are large.
   *
   * @returns how many
   */
  delete(limit: number, before: number): number {
    let last: Uint8Array | null = null;
    let rows = 0;
    let bytes = 0;
    for (const row of this.#oldest.all(limit)) {
      if (uuidTime(row.id) >= before || bytes > MAX_BYTES) break;
      last = row.id;
      bytes += row.bytes;
      rows++;
    }
    if (last !== null) this.#delete.run(last);
    return rows;
  }

  /** Whether there are fewer than `rows`, and they hold fewer than `bytes`. Looks at no more than so many rows. */
  fewerThan(rows: number, bytes: number): boolean {
    const found = this.#oldest.all(rows);
    return found.length < rows && found.reduce((sum, row) => sum + row.bytes, 0) < bytes;
  }
}
