import type { Database, Statement } from "bun:sqlite";
import type { IssueMark, Regression, Report } from "tattle/sink";
import type { IssueRow } from "./issue-rows.ts";

/** Reports that came in after an issue was resolved and may have occurred before. */
const MAX_READ = 20;

/**
 * Finds the violation that a resolved issue came back with: the first report since that occurred
 * later. `report` reads one by its key.
 */
export class Regressions {
  readonly #since: Statement<{ id: Uint8Array }, [number, Uint8Array, number]>;
  readonly #report: (id: Uint8Array) => Report | null;

  constructor(db: Database, report: (id: Uint8Array) => Report | null) {
    this.#since = db.prepare(
      "SELECT id FROM reports WHERE stream_id = ? AND id >= ? ORDER BY id LIMIT ?",
    );
    this.#report = report;
  }

  readonly of = ({ stream, lastSeen }: IssueRow, { at }: IssueMark): Regression => {
    for (const { id } of this.#since.all(stream, firstIdAt(at), MAX_READ)) {
      const report = this.#report(id);
      if (report !== null && report.occurredAt > at) {
        return { at: report.occurredAt, version: report.request.version };
      }
    }
    return { at: lastSeen, version: null };
  };
}

/** The least UUIDv7 of a millisecond, as bytes. */
export function firstIdAt(time: number): Uint8Array {
  const bytes = Buffer.alloc(16);
  const last = 2 ** 48 - 1;
  bytes.writeUIntBE(Number.isNaN(time) ? 0 : Math.trunc(Math.min(Math.max(time, 0), last)), 0, 6);
  return bytes;
}
