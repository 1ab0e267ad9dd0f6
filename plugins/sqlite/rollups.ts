import type { Database, Statement } from "bun:sqlite";
import type { Report } from "tattle/sink";
import { browserFamily } from "./browser.ts";
import { Generations } from "./generations.ts";
import { type Labels, NO_LABEL } from "./labels.ts";
import type { Stream } from "./streams.ts";
import { addTo, DAY, dispositionCode, HOUR, type Key, type Sum, Tally } from "./tally.ts";

const MAX_AGENTS = 4_000;
const HOURS_A_DAY = DAY / HOUR;

/** All that a batch adds under one set of everything that is told apart. Times in milliseconds since the epoch. */
interface Cell {
  hour: number;
  stream: Stream;
  disposition: number;
  noise: number;
  version: number;
  browser: number;
  first: number;
  last: number;
  sum: Sum;
}

/** One rollup: its name, how many columns its key has, and which they are. */
interface Rollup {
  table: string;
  columns: number;
  /** Its sums know their variance. */
  varied: boolean;
  keyOf: (cell: Cell, day: number) => Key;
}

const ROLLUPS: readonly Rollup[] = [
  {
    table: "hours",
    columns: 4,
    varied: true,
    keyOf: (c) => [c.hour, c.stream.id, c.disposition, c.noise],
  },
  {
    table: "days",
    columns: 4,
    varied: true,
    keyOf: (c, day) => [day, c.stream.id, c.disposition, c.noise],
  },
  {
    table: "facet_days",
    columns: 6,
    varied: false,
    keyOf: (c, day) => [day, c.stream.id, c.disposition, c.noise, c.version, c.browser],
  },
  {
    table: "directive_hours",
    columns: 4,
    varied: false,
    keyOf: (c) => [c.hour, c.stream.directive, c.disposition, c.noise],
  },
  {
    table: "directive_days",
    columns: 6,
    varied: false,
    keyOf: (c, day) => [day, c.stream.directive, c.disposition, c.noise, c.version, c.browser],
  },
];

/**
 * Counts reports by time and by what people compare. A batch is added up in memory, first by all
 * columns together and from there for each table, and each key is written once: a thousand equal
 * reports cost as much as one.
 */
export class Rollups {
  readonly #labels: Labels;
  readonly #rollups: ReadonlyArray<Rollup & { upsert: Statement }>;
  readonly #version: Statement;
  readonly #families = new Generations<string, string | null>(MAX_AGENTS);
  #cells = new Map<string, Cell>();

  constructor(db: Database, labels: Labels) {
    this.#labels = labels;
    this.#rollups = ROLLUPS.map((rollup) => ({ ...rollup, upsert: db.prepare(upsertOf(rollup)) }));
    this.#version = db.prepare(
      `INSERT INTO issue_versions VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
         first_seen = min(first_seen, excluded.first_seen),
         last_seen = max(last_seen, excluded.last_seen),
         received = received + excluded.received, estimated = estimated + excluded.estimated`,
    );
  }

  /** Counts one report under a moment (milliseconds since the epoch). */
  add(report: Report, stream: Stream, at: number, one: Readonly<Sum>): void {
    const hour = Math.floor(at / HOUR);
    const disposition = dispositionCode(report.disposition);
    const noise = this.#labels.id("noise", report.noise);
    const version = this.#labels.id("version", report.request.version);
    const browser = this.#browser(report.userAgent);
    const key = `${hour},${stream.id},${disposition},${noise},${version},${browser}`;
    const cell = this.#cells.get(key);
    if (cell === undefined) {
      const rest = { first: at, last: at, sum: { ...one } };
      this.#cells.set(key, { hour, stream, disposition, noise, version, browser, ...rest });
      return;
    }
    cell.first = Math.min(cell.first, at);
    cell.last = Math.max(cell.last, at);
    addTo(cell.sum, one);
  }

  /** Writes what was added. */
  flush(): void {
    const cells = [...this.#cells.values()];
    for (const { upsert, varied, keyOf } of this.#rollups) {
      const tally = new Tally();
      for (const cell of cells) {
        tally.add(keyOf(cell, Math.floor(cell.hour / HOURS_A_DAY)), cell.sum);
      }
      for (const { key, sum } of tally.values()) {
        if (varied) upsert.run(...key, sum.received, sum.estimated, sum.variance);
        else upsert.run(...key, sum.received, sum.estimated);
      }
    }
    this.#flushVersions(cells);
    this.forget();
  }

  /** Forgets what was added and not written. */
  forget(): void {
    this.#cells = new Map();
  }

  #flushVersions(cells: readonly Cell[]): void {
    const seen = new Map<string, Cell>();
    for (const cell of cells) {
      if (cell.stream.issue === null) continue;
      const key = `${cell.stream.id},${cell.version}`;
      const found = seen.get(key);
      if (found === undefined) {
        seen.set(key, { ...cell, sum: { ...cell.sum } });
        continue;
      }
      found.first = Math.min(found.first, cell.first);
      found.last = Math.max(found.last, cell.last);
      addTo(found.sum, cell.sum);
    }
    for (const { stream, version, first, last, sum } of seen.values()) {
      this.#version.run(stream.id, version, first, last, sum.received, sum.estimated);
    }
  }

  #browser(userAgent: string | null): number {
    if (userAgent === null) return NO_LABEL;
    const family = this.#families.ensure(userAgent, () => browserFamily(userAgent));
    return this.#labels.id("browser", family);
  }
}

function upsertOf({ table, columns, varied }: Rollup): string {
  const places = Array.from({ length: columns + (varied ? 3 : 2) }, () => "?").join(", ");
  const variance = varied ? ", variance = variance + excluded.variance" : "";
  return `INSERT INTO ${table} VALUES (${places}) ON CONFLICT DO UPDATE SET
    received = received + excluded.received, estimated = estimated + excluded.estimated${variance}`;
}
