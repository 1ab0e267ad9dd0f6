import type { Database, Statement } from "bun:sqlite";

/** How many items had one outcome in one project. */
export interface Count {
  /** `null`: the request's token names no project. */
  project: string | null;
  /** `kept`, `imported` or a drop reason. */
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

/** The outcome of reports that somebody imported: neither received nor kept. */
export const IMPORTED = "imported";

const HOUR = 3_600_000;

/** What is counted of an entry. */
interface Entry {
  project: string;
  reports: number;
  outcome?: typeof KEPT | typeof IMPORTED;
  drops?: Readonly<Record<string, number>>;
}

/**
 * Counters that go to disk with the journal's commits. What was dropped outlives a refused commit
 * in memory; what was kept counts only together with the rows that hold it.
 */
export class PendingCounts {
  readonly #pending = new Map<string, Count>();
  /** Of the rows of the transaction under way. */
  readonly #entries = new Map<string, Count>();
  readonly #upsert: Statement;

  constructor(db: Database) {
    this.#upsert = db.prepare(
      `INSERT INTO counter VALUES (?, ?, ?, ?)
       ON CONFLICT (hour, project, outcome) DO UPDATE SET count = count + excluded.count`,
    );
  }

  get empty(): boolean {
    return this.#pending.size === 0;
  }

  add(project: string | null, outcome: string, count: number): void {
    addTo(this.#pending, project, outcome, count);
  }

  /** What one entry of the transaction under way brought. */
  addEntry({ project, reports, outcome = KEPT, drops }: Entry): void {
    addTo(this.#entries, project, outcome, reports);
    for (const reason in drops) addTo(this.#entries, project, reason, drops[reason] ?? 0);
  }

  /** Writes all of them inside the caller's transaction; {@link settle} or {@link takeBack} follows. */
  write(now: number): void {
    const hour = now - (now % HOUR);
    for (const counts of [this.#pending, this.#entries]) {
      for (const { project, outcome, count } of counts.values()) {
        this.#upsert.run(hour, project ?? "", outcome, count);
      }
    }
  }

  /** The transaction has committed. */
  settle(): void {
    this.#pending.clear();
    this.#entries.clear();
  }

  /** The transaction was refused. */
  takeBack(): void {
    this.#entries.clear();
  }
}

function addTo(
  counts: Map<string, Count>,
  project: string | null,
  outcome: string,
  count: number,
): void {
  const key = `${outcome} ${project ?? ""}`;
  const known = counts.get(key);
  if (known) known.count += count;
  else counts.set(key, { project, outcome, count });
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
