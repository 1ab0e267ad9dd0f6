import type { Database, Statement } from "bun:sqlite";
import { type Erasure, isMeant } from "tattle/sink";
import { ReportDecoder } from "../codec/report.ts";
import { textReader } from "../pages.ts";
import { Stride } from "../stride.ts";

interface Row {
  id: Uint8Array;
  project: string;
  type: string;
  data: Uint8Array;
}

/** Reads every report that there was at first, deletes those that are meant, and tells which texts the others name. */
export class MeantReports {
  readonly #erasure: Erasure;
  readonly #stride: Stride;
  readonly #next: Statement<Row, [Uint8Array, Uint8Array]>;
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
    this.#stride = new Stride(db);
    this.#next = db.prepare(
      `SELECT reports.id, project, type, data FROM reports JOIN streams ON streams.id = stream_id
       WHERE reports.id > ? AND reports.id <= ? ORDER BY reports.id`,
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
    const last = this.#end && this.#stride.next(this.#after, this.#end);
    if (last === null) return null;
    let deleted = 0;
    for (const row of this.#next.all(this.#after, last)) deleted += this.#one(row);
    this.#after = last;
    return deleted;
  }

  #one(row: Row): number {
    this.#named = [];
    if (isMeant(this.#erasure, this.#decoder.decode(row))) return this.#delete.run(row.id).changes;
    for (const text of this.#named) this.#used(text);
    return 0;
  }
}
