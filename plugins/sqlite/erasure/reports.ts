import type { Database, Statement } from "bun:sqlite";
import { type Erasure, isMeant } from "tattle/sink";
import { ReportDecoder } from "../codec/report.ts";
import { textReader } from "../pages.ts";

interface Row {
  id: Uint8Array;
  project: string;
  type: string;
  data: Uint8Array;
}

/** Reports read in one step, and bytes of `data`, after which it ends: a few milliseconds. */
const ROWS = 1_000;
const MAX_BYTES = 2 ** 20;

/** Reads every report that there was at first, deletes those that are meant, and tells which texts the others name. */
export class MeantReports {
  readonly #erasure: Erasure;
  readonly #next: Statement<Row, [Uint8Array, Uint8Array, number]>;
  readonly #delete: Statement<unknown, [Uint8Array]>;
  readonly #decoder: ReportDecoder;
  readonly #used: (text: number) => void;
  /** Of the newest report at first; `null` where there was none. */
  readonly #end: Uint8Array | null;
  #after: Uint8Array = new Uint8Array();
  /** Of the report that is being read. */
  #named: number[] = [];

  /** @param used hears of every text that a report names which stays */
  constructor(db: Database, erasure: Erasure, used: (text: number) => void) {
    this.#erasure = erasure;
    this.#used = used;
    this.#next = db.prepare(
      `SELECT reports.id, project, type, data FROM reports JOIN streams ON streams.id = stream_id
       WHERE reports.id > ? AND reports.id <= ? ORDER BY reports.id LIMIT ?`,
    );
    this.#delete = db.prepare("DELETE FROM reports WHERE id = ?");
    const read = textReader(db);
    this.#decoder = new ReportDecoder((id) => {
      this.#named.push(id);
      return read(id);
    });
    this.#end =
      db.query<{ id: Uint8Array | null }, []>("SELECT max(id) AS id FROM reports").get()?.id ??
      null;
  }

  /** One step, inside the caller's transaction. @returns how many were deleted, `null` after the last */
  step(): number | null {
    if (this.#end === null) return null;
    let bytes = 0;
    let deleted = 0;
    let read = 0;
    for (const row of this.#next.all(this.#after, this.#end, ROWS)) {
      if (bytes > MAX_BYTES) return deleted;
      this.#after = row.id;
      bytes += row.data.length;
      read++;
      deleted += this.#one(row);
    }
    return read === 0 ? null : deleted;
  }

  #one(row: Row): number {
    this.#named = [];
    if (isMeant(this.#erasure, this.#decoder.decode(row))) return this.#delete.run(row.id).changes;
    for (const text of this.#named) this.#used(text);
    return 0;
  }
}
