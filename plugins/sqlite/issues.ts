import type { Database, Statement } from "bun:sqlite";
import { columnText } from "./codec/report.ts";
import type { Stream } from "./streams.ts";
import { addTo, type IssueSum, type Sum } from "./tally.ts";

const UPSERT = `
  INSERT INTO issues
    (id, directive, blocked, source, first_seen, last_seen, received, estimated, variance)
  VALUES ($id, $directive, $blocked, $source, $first, $last, $received, $estimated, $variance)
  ON CONFLICT (id) DO UPDATE SET
    first_seen = min(first_seen, excluded.first_seen),
    last_seen = max(last_seen, excluded.last_seen),
    received = received + excluded.received,
    estimated = estimated + excluded.estimated,
    variance = variance + excluded.variance`;

/** Counts violations by issue, and opens and updates issues, once each per batch. */
export class Issues {
  readonly #upsert: Statement;
  #sums = new Map<number, IssueSum>();

  constructor(db: Database) {
    this.#upsert = db.prepare(UPSERT);
  }

  /** Counts one violation under a moment (milliseconds since the epoch). */
  add(stream: Stream, at: number, one: Sum): void {
    const found = this.#sums.get(stream.id);
    if (found === undefined) {
      this.#sums.set(stream.id, { stream, first: at, last: at, ...one });
      return;
    }
    found.first = Math.min(found.first, at);
    found.last = Math.max(found.last, at);
    addTo(found, one);
  }

  /** Writes what was added. */
  flush(): void {
    for (const { stream, first, last, ...sum } of this.#sums.values()) {
      if (stream.issue === null) continue;
      const { directive, blocked, source } = stream.issue;
      this.#upsert.run({
        id: stream.id,
        directive: columnText(directive),
        blocked: columnText(blocked),
        source: source === null ? null : columnText(source),
        first,
        last,
        ...sum,
      });
    }
    this.forget();
  }

  /** Forgets what was added and not written. */
  forget(): void {
    this.#sums = new Map();
  }
}
