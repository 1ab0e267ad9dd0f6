import type { Database, Statement } from "bun:sqlite";
import { OTHER_LABEL } from "../labels.ts";
import type { Sum } from "../tally.ts";
import type { Cell } from "./cells.ts";

/** One rollup that counts by noise. */
interface Rollup {
  table: string;
  /** What of its key is sure, beside the noise. */
  sure: readonly Column[];
  /** What of its key was derived on receipt, and may be derived otherwise now. */
  derived: readonly Column[];
  varied: boolean;
}

type Column = "hour" | "day" | "stream" | "directive" | "disposition" | "version" | "browser";

const NAMES: Record<Column, string> = {
  hour: "hour",
  day: "day",
  stream: "stream_id",
  directive: "directive_id",
  disposition: "disposition",
  version: "version_id",
  browser: "browser_id",
};

const FACETS = ["version", "browser"] as const;

const ROLLUPS: readonly Rollup[] = [
  { table: "hours", sure: ["hour", "stream", "disposition"], derived: [], varied: true },
  { table: "days", sure: ["day", "stream", "disposition"], derived: [], varied: true },
  { table: "facet_days", sure: ["day", "stream", "disposition"], derived: FACETS, varied: false },
  {
    table: "directive_hours",
    sure: ["hour", "directive", "disposition"],
    derived: [],
    varied: false,
  },
  {
    table: "directive_days",
    sure: ["day", "directive", "disposition"],
    derived: FACETS,
    varied: false,
  },
];

/** A row that counts move out of. */
interface Row extends Sum {
  noise: number;
  version: number;
  browser: number;
}

type Values = Record<string, number>;

interface Prepared extends Rollup {
  find: Statement<Row, [Values]>;
  take: Statement<unknown, [Values]>;
  empty: Statement<unknown, [Values]>;
  give: Statement<unknown, [Values]>;
}

/**
 * Moves counts from one noise rule to another in every rollup. What a rollup has no row of any
 * more (past retention) does not move, so that the sum over all rules stays what it was, always.
 */
export class Moves {
  readonly #rollups: readonly Prepared[];
  readonly #changed: Statement<unknown, [number]>;

  constructor(db: Database) {
    this.#rollups = ROLLUPS.map((rollup) => prepared(db, rollup));
    this.#changed = db.prepare(
      "INSERT INTO changes VALUES (?, 1) ON CONFLICT DO UPDATE SET times = times + 1",
    );
  }

  /** Inside the caller's transaction. */
  move(cell: Cell): void {
    for (const rollup of this.#rollups) moveIn(rollup, cell);
    // Counts by the hour may be gone, whose changes tell readers of all others.
    this.#changed.run(cell.hour);
  }
}

function moveIn(rollup: Prepared, cell: Cell): void {
  const sure = Object.fromEntries(rollup.sure.map((column) => [column, cell[column]]));
  const { from, version, browser } = cell;
  const facets = rollup.derived.length > 0 ? { version, browser } : {};
  const left = { ...cell.sum };
  for (const row of rollup.find.all({ ...sure, from, ...facets })) {
    if (left.received <= 0) return;
    const part = partOf(row, left);
    const key = {
      ...sure,
      ...(rollup.derived.length > 0 && { version: row.version, browser: row.browser }),
    };
    const out = { ...key, noise: row.noise };
    const { variance, ...counts } = part;
    const sums = rollup.varied ? part : counts;
    if (part.received === row.received) rollup.empty.run(out);
    else rollup.take.run({ ...out, ...sums });
    rollup.give.run({ ...key, noise: cell.to, ...sums });
    left.received -= part.received;
    left.estimated -= part.estimated;
    left.variance -= variance;
  }
}

/** As much of what is to move as the row has; all that it has once no report of it is left. */
function partOf(row: Row, { received, estimated, variance }: Sum): Sum {
  if (received >= row.received) {
    return { received: row.received, estimated: row.estimated, variance: row.variance };
  }
  // Each report that stays counts for itself at least.
  const most = row.estimated - (row.received - received);
  return {
    received,
    estimated: Math.max(0, Math.min(estimated, most)),
    variance: Math.max(0, Math.min(variance, row.variance)),
  };
}

function prepared(db: Database, rollup: Rollup): Prepared {
  const { table, sure, derived, varied } = rollup;
  const sureKey = sure.map((column) => `${NAMES[column]} = $${column}`);
  const key = [...sure, ...derived].map((column) => `${NAMES[column]} = $${column}`);
  const columns = [...sure, ...derived].map((column) => NAMES[column]);
  const values = [...sure, ...derived].map((column) => `$${column}`);
  const where = [...key, "noise_id = $noise"].join(" AND ");
  const facets = derived.length > 0 ? "version_id AS version, browser_id AS browser," : "";
  // What was counted by another name (a label beyond the cap, a browser that was not known) is
  // found last: its rule or its day is right all the same.
  const exact = derived.length > 0 ? "version_id = $version AND browser_id = $browser DESC," : "";
  const sums = varied ? ["received", "estimated", "variance"] : ["received", "estimated"];
  return {
    ...rollup,
    find: db.prepare(
      `SELECT noise_id AS noise, ${facets} received, estimated, ${varied ? "variance" : "0.0 AS variance"}
       FROM ${table} WHERE ${sureKey.join(" AND ")} AND noise_id IN ($from, iif($from = 0, 0, ${OTHER_LABEL}))
       ORDER BY noise_id = $from DESC, ${exact} received DESC`,
    ),
    take: db.prepare(
      `UPDATE ${table} SET ${sums.map((sum) => `${sum} = ${sum} - $${sum}`).join(", ")} WHERE ${where}`,
    ),
    empty: db.prepare(`DELETE FROM ${table} WHERE ${where}`),
    give: db.prepare(
      `INSERT INTO ${table} (${columns.join(", ")}, noise_id, ${sums.join(", ")})
       VALUES (${values.join(", ")}, $noise, ${sums.map((sum) => `$${sum}`).join(", ")})
       ON CONFLICT DO UPDATE SET ${sums.map((sum) => `${sum} = ${sum} + excluded.${sum}`).join(", ")}`,
    ),
  };
}
