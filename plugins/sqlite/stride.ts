import type { Database, Statement } from "bun:sqlite";

/** Reports of one step, and bytes of `data`: some milliseconds of work, and memory that is bounded. */
const ROWS = 1_000;
const MAX_BYTES = 2 ** 20;

interface Size {
  id: Uint8Array;
  bytes: number;
}

/** Says how far one step over all reports goes, in order of receipt. */
export class Stride {
  readonly #sizes: Statement<Size, [Uint8Array, Uint8Array, number]>;

  constructor(db: Database) {
    // Senders choose how large a report is. Of a value whose length alone is asked SQLite reads nothing else.
    this.#sizes = db.prepare(
      `SELECT id, length(data) AS bytes FROM reports
       WHERE id > ? AND id <= ? ORDER BY id LIMIT ?`,
    );
  }

  /**
   * @param after key of the last report that was dealt with
   * @param end key of the last of all
   * @returns key of the last of the step, which may be a single large one; `null` where none is left
   */
  next(after: Uint8Array, end: Uint8Array): Uint8Array | null {
    let last: Uint8Array | null = null;
    let sum = 0;
    for (const { id, bytes } of this.#sizes.all(after, end, ROWS)) {
      sum += bytes;
      if (last !== null && sum > MAX_BYTES) break;
      last = id;
    }
    return last;
  }
}
