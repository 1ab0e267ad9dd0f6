import type { Database, Statement } from "bun:sqlite";

/** How many items had one outcome in one project. */
export interface Count {
  /** `null`: the request's token names no project. */
  project: string | null;
  /** `kept` or a drop reason. */
  outcome: string;
  count: number;
}

/** A persisted {@link Count} of one hour. */
export interface HourCount extends Count {
  /** Start of the hour, milliseconds since the epoch. */
  hour: number;
}

/** The outcome of reports that were not dropped. */
export const KEPT = "kept";

const HOUR = 3_600_000;

/**
 * Counters that go to disk with the journal's commits. What was dropped outlives a refused commit
 * in memory; what was kept counts only together with the rows that hold it.
 */
export class PendingCounts {
  readonly #pending = new Map<string, Count>();
  readonly #kept = new Map<string, number>();
  readonly #upsert: Statement;

  constructor(db: Database) {
    this.#upsert = db.prepare(
      `INSERT INTO counter VALUES (?, ?, ?, ?)
       ON CONFLICT (project, outcome, hour) DO UPDATE SET count = count + excluded.count`,
    );
  }

  get empty(): boolean {
    return this.#pending.size === 0;
  }

  add(project: string | null, outcome: string, count: number): void {
    const key = `${outcome} ${project ?? ""}`;
    const known = this.#pending.get(key);
    if (known) known.count += count;
    else this.#pending.set(key, { project, outcome, count });
  }

  /** Reports of the transaction under way. */
  addKept(project: string, count: number): void {
    this.#kept.set(project, (this.#kept.get(project) ?? 0) + count);
  }

  /** Writes all of them inside the caller's transaction; {@link settle} or {@link takeBack} follows. */
  write(now: number): void {
    const hour = now - (now % HOUR);
    for (const { project, outcome, count } of this.#pending.values()) {
      this.#upsert.run(project ?? "", outcome, hour, count);
    }
    for (const [project, count] of this.#kept) this.#upsert.run(project, KEPT, hour, count);
  }

  /** The transaction has committed. */
  settle(): void {
    this.#pending.clear();
    this.#kept.clear();
  }

  /** The transaction was refused. */
  takeBack(): void {
    this.#kept.clear();
  }
}

/** Persisted counters from the hour that contains `since` on, oldest first. */
export function readCounts(db: Database, since: number): HourCount[] {
  const rows = db
    .query<{ project: string; outcome: string; hour: number; count: number }, [number]>(
      "SELECT project, outcome, hour, count FROM counter WHERE hour >= ? ORDER BY hour",
    )
    .all(since - (since % HOUR));
  return rows.map((row) => ({ ...row, project: row.project === "" ? null : row.project }));
}
