import type { Database } from "bun:sqlite";
import type { RetentionSettings } from "../settings.ts";
import { DAY } from "../tally.ts";
import { OldestReports } from "./reports.ts";
import { OldestRollups } from "./rollups.ts";
import { Space } from "./space.ts";
import { type Floors, Sweep } from "./sweep.ts";

/** What retention has deleted: rows. */
export interface Deleted {
  reports: number;
  rollups: number;
  texts: number;
  issues: number;
}

/** What {@link Retention} works with. */
export interface RetentionOptions {
  db: Database;
  settings: RetentionSettings;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Texts, streams or labels are gone: nobody may remember their ids. */
  onSwept: () => void;
}

/** Rows deleted in one transaction: a write that comes just then waits for no longer than that. */
const ROWS = 500;

/** After a write as many rows may go as came, and so many times more: what is too much becomes less. */
const PACE = 2;

/** Beyond its budget the database is let grow by this part of it, after which a write waits until there is room. */
export const SLACK = 1 / 64;

/** So few reports in so small a part of the budget are not what fills it: then the oldest counts go. */
const FEW_REPORTS = 10_000;
const SMALL_PART = 0.25;

const LAST_SWEEP = "swept";

/** Keeps the database within its limits of age and size. Every step is one short transaction. */
export class Retention {
  readonly #o: RetentionOptions;
  readonly #space: Space;
  readonly #reports: OldestReports;
  readonly #rollups: OldestRollups;
  readonly #sweep: Sweep;
  readonly #transaction: (work: () => boolean) => boolean;
  /** Of the database, in bytes: never raised, so that an old database above its budget shrinks in its own time. */
  #ceiling = Number.POSITIVE_INFINITY;
  #deleted = nothing();
  /** The last step had something to do. */
  #worked = false;

  constructor(options: RetentionOptions) {
    const { db, settings } = options;
    this.#o = options;
    this.#space = new Space(db, settings.size);
    this.#reports = new OldestReports(db);
    this.#rollups = new OldestRollups(db);
    this.#sweep = new Sweep(db);
    this.#transaction = db.transaction((work: () => boolean) => work()).immediate;
  }

  /**
   * Makes room after a write, in proportion to it, so that however much comes the database does
   * not grow past its limit.
   *
   * @param rows that were written
   */
  keepPace(rows: number): void {
    let left = rows * PACE;
    while (this.#isOver() && (left > 0 || this.#isBeyondSlack())) {
      const before = this.#total;
      if (!this.#run(() => this.#shrink())) return;
      left -= Math.max(1, this.#total - before);
    }
  }

  /** One step of whatever is due; `false` when nothing is. Throws what SQLite throws; then nothing has changed. */
  step(): boolean {
    const worked = this.#run(() => this.#due());
    // Only then is the file as small as it is to be; without traffic nobody else would do it.
    if (!worked && this.#worked) this.#o.db.run("PRAGMA wal_checkpoint(PASSIVE)");
    this.#worked = worked;
    return worked;
  }

  /** What was deleted since the last call. */
  takeDeleted(): Deleted {
    const deleted = this.#deleted;
    this.#deleted = nothing();
    return deleted;
  }

  #run(work: () => boolean): boolean {
    const before = { ...this.#deleted };
    try {
      return this.#transaction(work);
    } catch (error) {
      this.#deleted = before;
      this.#sweep.restart();
      throw error;
    }
  }

  #due(): boolean {
    return (
      this.#expireReports() ||
      this.#expireRollups() ||
      (this.#isOver() && this.#shrink()) ||
      this.#sweepOn() ||
      this.#giveBack()
    );
  }

  get #total(): number {
    return this.#deleted.reports + this.#deleted.rollups;
  }

  #isOver(): boolean {
    const { used, budget } = this.#space;
    this.#ceiling = Math.max(budget, Math.min(this.#ceiling, used));
    return used > budget;
  }

  #isBeyondSlack(): boolean {
    return this.#space.used > this.#ceiling + this.#space.budget * SLACK;
  }

  #expireReports(): boolean {
    const before = this.#o.now() - this.#o.settings.reports;
    const since = this.#reports.since;
    return since !== null && since < before && this.#deleteReports(before);
  }

  #expireRollups(): boolean {
    const before = Math.floor((this.#o.now() - this.#o.settings.rollups) / DAY);
    return (this.#rollups.oldestDay ?? before) < before && this.#deleteRollups(before);
  }

  /** The oldest reports; where they are not what fills the database, the oldest day of counts. */
  #shrink(): boolean {
    const day = this.#rollups.oldestDay;
    const few = this.#reports.fewerThan(FEW_REPORTS, this.#space.budget * SMALL_PART);
    if (few && day !== null && day < this.#today && this.#deleteRollups(day + 1)) return true;
    return this.#deleteReports(Number.POSITIVE_INFINITY);
  }

  #deleteReports(before: number): boolean {
    const rows = this.#reports.delete(ROWS, before);
    this.#deleted.reports += rows;
    return rows > 0;
  }

  #deleteRollups(before: number): boolean {
    const rows = this.#rollups.delete(ROWS, before);
    this.#deleted.rollups += rows;
    return rows > 0;
  }

  /** Once for each day that goes: until then there is nothing to find. */
  #sweepOn(): boolean {
    const floors = this.#floors;
    const key = `${floors.report},${floors.rollup}`;
    if (this.#lastSweep === key) return false;
    const swept = this.#sweep.step(floors);
    if (swept === null) {
      this.#sweep.restart();
      this.#lastSweep = key;
      return true;
    }
    this.#deleted.texts += swept.texts;
    this.#deleted.issues += swept.issues;
    if (swept.texts + swept.names > 0) this.#o.onSwept();
    return true;
  }

  get #floors(): Floors {
    const since = this.#reports.since;
    const report = since === null ? this.#today : Math.floor(since / DAY);
    return { report, rollup: this.#rollups.oldestDay ?? this.#today };
  }

  get #lastSweep(): string | null {
    return (
      this.#o.db
        .query<{ value: string }, [string]>("SELECT value FROM meta WHERE key = ?")
        .get(LAST_SWEEP)?.value ?? null
    );
  }

  set #lastSweep(key: string) {
    this.#o.db
      .query(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      )
      .run(LAST_SWEEP, key);
  }

  get #today(): number {
    return Math.floor(this.#o.now() / DAY);
  }

  #giveBack(): boolean {
    if (!this.#space.excessive) return false;
    this.#space.giveBack();
    return true;
  }
}

function nothing(): Deleted {
  return { reports: 0, rollups: 0, texts: 0, issues: 0 };
}
