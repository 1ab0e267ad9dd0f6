import type { Database, Statement } from "bun:sqlite";
import { columnText } from "./codec/report.ts";
import type { Stream } from "./streams.ts";
import type { IssueSum } from "./tally.ts";

/*
 * A report that occurred before the issue was resolved came late; only a later one means that
 * the issue is back.
 */
const UPSERT = `
  INSERT INTO issues
    (id, directive, blocked, source, first_seen, last_seen, received, estimated, status_at)
  VALUES ($id, $directive, $blocked, $source, $first, $last, $received, $estimated, $first)
  ON CONFLICT (id) DO UPDATE SET
    first_seen = min(first_seen, excluded.first_seen),
    last_seen = max(last_seen, excluded.last_seen),
    received = received + excluded.received,
    estimated = estimated + excluded.estimated,
    regressed_at = CASE WHEN ${returned()} THEN excluded.last_seen ELSE regressed_at END,
    status_at = CASE WHEN ${returned()} THEN excluded.last_seen ELSE status_at END,
    status = CASE WHEN ${returned()} THEN 'open' ELSE status END`;

/** Counts violations by issue, and opens, updates and reopens issues, once each per batch. */
export class Issues {
  readonly #upsert: Statement;
  #sums = new Map<number, IssueSum>();

  constructor(db: Database) {
    this.#upsert = db.prepare(UPSERT);
  }

  /** Counts one violation under a moment (milliseconds since the epoch) and a weight. */
  add(stream: Stream, at: number, weight: number): void {
    const found = this.#sums.get(stream.id);
    if (found === undefined) {
      this.#sums.set(stream.id, { stream, first: at, last: at, received: 1, estimated: weight });
      return;
    }
    found.first = Math.min(found.first, at);
    found.last = Math.max(found.last, at);
    found.received += 1;
    found.estimated += weight;
  }

  /** Writes what was added. */
  flush(): void {
    for (const { stream, first, last, received, estimated } of this.#sums.values()) {
      if (stream.issue === null) continue;
      const { directive, blocked, source } = stream.issue;
      this.#upsert.run({
        id: stream.id,
        directive: columnText(directive),
        blocked: columnText(blocked),
        source: source === null ? null : columnText(source),
        first,
        last,
        received,
        estimated,
      });
    }
    this.discard();
  }

  /** Forgets what was added and not written. */
  discard(): void {
    this.#sums = new Map();
  }
}

function returned(): string {
  return "(status = 'resolved' AND excluded.last_seen > status_at)";
}
