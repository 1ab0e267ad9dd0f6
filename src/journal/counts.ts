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

const HOUR = 3_600_000;

/**
 * Counters that go to disk with the journal's commits. They outlive a refused commit in memory,
 * so that what is shown is what was counted.
 */
export class PendingCounts {
  readonly #pending = new Map<string, Count>();
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

  /** Writes them inside the caller's transaction; {@link clear} follows when that has committed. */
  write(now: number): void {
    const hour = now - (now % HOUR);
    for (const { project, outcome, count } of this.#pending.values()) {
      this.#upsert.run(project ?? "", outcome, hour, count);
    }
  }

  clear(): void {
    this.#pending.clear();
  }

  /** What is not on disk yet. */
  values(): Count[] {
    return [...this.#pending.values()];
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
