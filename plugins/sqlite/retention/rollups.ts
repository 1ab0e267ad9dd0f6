import type { Database, Statement } from "bun:sqlite";
import { DAY, HOUR } from "../tally.ts";

/** A table that counts by time: its key begins with `column`, which counts units of `unit` milliseconds. */
export interface Rollup {
  table: string;
  column: string;
  key: string;
  unit: number;
}

/** All tables that go by the age of what they count. */
export const ROLLUPS: readonly Rollup[] = [
  hourly("hours", "stream_id, disposition, noise_id"),
  hourly("directive_hours", "directive_id, disposition, noise_id"),
  daily("days", "stream_id, disposition, noise_id"),
  daily("facet_days", "stream_id, disposition, noise_id, version_id, browser_id"),
  daily("directive_days", "directive_id, disposition, noise_id, version_id, browser_id"),
  daily("document_days", "text_id, stream_id"),
  daily("project_document_days", "project, text_id"),
];

function hourly(table: string, rest: string): Rollup {
  return { table, column: "hour", key: `hour, ${rest}`, unit: HOUR };
}

function daily(table: string, rest: string): Rollup {
  return { table, column: "day", key: `day, ${rest}`, unit: DAY };
}

interface Prepared {
  oldest: Statement<{ oldest: number | null }, []>;
  delete: Statement<unknown, [number, number]>;
  perDay: number;
}

/** Deletes counts of whole days, oldest first, from all rollups alike. */
export class OldestRollups {
  readonly #tables: readonly Prepared[];

  constructor(db: Database) {
    this.#tables = ROLLUPS.map(({ table, column, key, unit }) => ({
      oldest: db.prepare(`SELECT min(${column}) AS oldest FROM ${table}`),
      delete: db.prepare(
        `DELETE FROM ${table} WHERE (${key}) IN
           (SELECT ${key} FROM ${table} WHERE ${column} < ? ORDER BY ${column} LIMIT ?)`,
      ),
      perDay: DAY / unit,
    }));
  }

  /** The oldest day, since the epoch, that anything is counted for; `null` where nothing is. */
  get oldestDay(): number | null {
    const days = this.#tables.flatMap(({ oldest, perDay }) => {
      const bucket = oldest.get()?.oldest ?? null;
      return bucket === null ? [] : [Math.floor(bucket / perDay)];
    });
    return days.length === 0 ? null : Math.min(...days);
  }

  /**
   * Deletes at most `limit` rows of days before that one.
   *
   * @returns how many
   */
  delete(limit: number, before: number): number {
    let rows = 0;
    for (const { delete: remove, perDay } of this.#tables) {
      if (rows < limit) rows += remove.run(before * perDay, limit - rows).changes;
    }
    return rows;
  }
}
