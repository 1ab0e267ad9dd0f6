import type { Database, Statement } from "bun:sqlite";
import type { Counts, Overview, TimeRange } from "tattle/sink";
import { columnText } from "./codec/report.ts";
import { DAY, DISPOSITIONS, HOUR } from "./tally.ts";

/** What to sum up. */
export type OverviewQuery = TimeRange & { project?: string };

/** The longest span that is shown by the hour. */
const MAX_HOURLY = 3 * DAY;
const HOURS_A_DAY = 24;
const MAX_TIME = 8.64e15;
/** How the fingerprint names the directive of a violation that names none. */
const UNKNOWN_DIRECTIVE = "unknown";

/** Buckets of a span: hours since the epoch, and the whole days among them. `to` is exclusive. */
interface Span {
  hourFrom: number;
  hourTo: number;
  dayFrom: number;
  dayTo: number;
}

interface SeriesRow extends Counts {
  bucket: number;
}

/** Sums of one stream and disposition; `issue` is `null` for reports that are no violations. */
interface StreamRow extends Counts {
  issue: number | null;
  directive: string | null;
  disposition: number;
}

type Parameters = Record<string, number | string | null>;

const COUNTS = "sum(received) AS received, sum(estimated) AS estimated";
const OF_PROJECT =
  "($project IS NULL OR stream_id IN (SELECT id FROM streams WHERE project = $project))";

/** Rows of a span, bucket by bucket. */
const HOURLY = `
  SELECT hour AS bucket, stream_id, disposition, received, estimated
  FROM hours WHERE hour >= $hourFrom AND hour < $hourTo AND ${OF_PROJECT}`;

// Whole days, and by the hour what lies before the first and after the last of them.
const DAILY = `
  SELECT day AS bucket, stream_id, disposition, received, estimated
  FROM days WHERE day >= $dayFrom AND day < $dayTo AND ${OF_PROJECT}
  UNION ALL
  SELECT hour / ${HOURS_A_DAY}, stream_id, disposition, received, estimated
  FROM hours
  WHERE ((hour >= $hourFrom AND hour < $dayFrom * ${HOURS_A_DAY})
      OR (hour >= $dayTo * ${HOURS_A_DAY} AND hour < $hourTo)) AND ${OF_PROJECT}`;

/** Sums up spans of time from rollups alone: the cost depends on issues and buckets, not on reports. */
export class Overviews {
  readonly #hourly: Summary;
  readonly #daily: Summary;

  constructor(db: Database) {
    this.#hourly = new Summary(db, HOURLY, HOUR);
    this.#daily = new Summary(db, DAILY, DAY);
  }

  /** Hours of which any part lies in the span count as a whole. */
  overview(query: OverviewQuery): Overview {
    const span = spanOf(query);
    const project = query.project === undefined ? null : columnText(query.project);
    if (query.to - query.from > MAX_HOURLY) return this.#daily.of({ ...span, project });
    return this.#hourly.of({ hourFrom: span.hourFrom, hourTo: span.hourTo, project });
  }
}

/** An overview of nothing. */
export function emptyOverview(): Overview {
  return { total: zero(), issues: 0, series: [], byDirective: [], byDisposition: [] };
}

class Summary {
  readonly #series: Statement<SeriesRow, [Parameters]>;
  readonly #streams: Statement<StreamRow, [Parameters]>;
  readonly #bucket: number;

  constructor(db: Database, rows: string, bucket: number) {
    this.#bucket = bucket;
    this.#series = db.prepare(
      `SELECT bucket, ${COUNTS} FROM (${rows}) GROUP BY bucket ORDER BY bucket`,
    );
    this.#streams = db.prepare(
      `SELECT issues.id AS issue, nullif(directive, '${UNKNOWN_DIRECTIVE}') AS directive,
              disposition, sums.received, sums.estimated
       FROM (SELECT stream_id, disposition, ${COUNTS} FROM (${rows})
             GROUP BY stream_id, disposition) AS sums
       LEFT JOIN issues ON issues.id = sums.stream_id`,
    );
  }

  of(parameters: Parameters): Overview {
    const streams = this.#streams.all(parameters);
    const violations = streams.filter(({ issue }) => issue !== null);
    return {
      total: streams.reduce(plus, zero()),
      issues: new Set(violations.map(({ issue }) => issue)).size,
      series: this.#series
        .all(parameters)
        .map(({ bucket, ...counts }) => ({ at: bucket * this.#bucket, ...counts })),
      byDirective: [...grouped(violations, ({ directive }) => directive)]
        .map(([directive, counts]) => ({ directive, ...counts }))
        .sort(byReceived),
      byDisposition: [...grouped(streams, (row) => DISPOSITIONS[row.disposition] ?? null)]
        .map(([disposition, counts]) => ({ disposition, ...counts }))
        .sort(byReceived),
    };
  }
}

function spanOf({ from, to }: TimeRange): Span {
  const hourFrom = Math.floor(clamp(from) / HOUR);
  const hourTo = Math.ceil(clamp(to) / HOUR);
  const dayFrom = Math.ceil(hourFrom / HOURS_A_DAY);
  return { hourFrom, hourTo, dayFrom, dayTo: Math.floor(hourTo / HOURS_A_DAY) };
}

function clamp(time: number): number {
  return Math.min(Math.max(time, 0), MAX_TIME);
}

function grouped<K>(rows: readonly StreamRow[], keyOf: (row: StreamRow) => K): Map<K, Counts> {
  const groups = new Map<K, Counts>();
  for (const row of rows) {
    const key = keyOf(row);
    groups.set(key, plus(groups.get(key) ?? zero(), row));
  }
  return groups;
}

function zero(): Counts {
  return { received: 0, estimated: 0 };
}

function plus(one: Counts, other: Counts): Counts {
  return {
    received: one.received + other.received,
    estimated: one.estimated + other.estimated,
  };
}

function byReceived(one: Counts, other: Counts): number {
  return other.received - one.received;
}
