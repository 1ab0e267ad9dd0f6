import type { Database } from "bun:sqlite";
import type {
  Counts,
  Estimate,
  IssueMark,
  IssueSummary,
  Regression,
  Sparkline,
  TimeRange,
  ValueCounts,
} from "tattle/sink";
import { NO_LABEL } from "../labels.ts";
import { spanOf, withinBuckets } from "../span.ts";
import { DAY, DISPOSITIONS, HOUR } from "../tally.ts";
import { listOf, type Names, sql } from "./conditions.ts";
import type { IssueRow } from "./issue-rows.ts";
import { returned, statusOf } from "./status.ts";
import { intervalOf, sumOf } from "./sums.ts";
import type { SumsByBucket } from "./sums-by-bucket.ts";
import { byValue } from "./values.ts";

/** Points of a sparkline. */
const MAX_POINTS = 30;
/** Browsers and versions named in a summary. */
const MAX_NAMED = 10;

interface BucketRow extends Counts {
  stream: number;
  bucket: number;
  disposition: number;
  noise: number;
  variance: number;
}

/** Counts of an issue by ids of labels. */
interface Facets {
  versions: Map<number, Counts>;
  browsers: Map<number, Counts>;
}

/** Tells when a resolved issue came back. */
export type RegressionOf = (row: IssueRow, mark: IssueMark) => Regression;

/** Puts together the lines of a list of issues, for a page at a time. */
export class Summaries {
  readonly #db: Database;
  readonly #names: Names;
  readonly #sums: SumsByBucket;
  readonly #regressionOf: RegressionOf;

  constructor(db: Database, names: Names, sums: SumsByBucket, regressionOf: RegressionOf) {
    this.#db = db;
    this.#names = names;
    this.#sums = sums;
    this.#regressionOf = regressionOf;
  }

  /** `counts` are of the span and the filter, by stream. */
  of(
    rows: readonly IssueRow[],
    range: TimeRange,
    counts: ReadonlyMap<number, Counts>,
    marks: ReadonlyMap<string, IssueMark>,
  ): IssueSummary[] {
    const streams = rows.map(({ stream }) => stream);
    const buckets = grouped(this.#buckets(streams, range));
    const facets = this.#facets(streams, range);
    const documents = this.#documents(streams);
    const named = [...facets.values()].flatMap(({ versions, browsers }) => [
      ...versions.keys(),
      ...browsers.keys(),
    ]);
    const labels = this.#names.labels([...new Set(named)]);
    const labelOf = (id: number) => labels.get(id) ?? null;
    return rows.map((row) => {
      const own = buckets.get(row.stream) ?? [];
      const parts = facets.get(row.stream);
      const mark = marks.get(row.id);
      return {
        ...nameOf(row),
        project: row.project,
        firstSeen: row.firstSeen,
        counts: estimateOf(
          counts.get(row.stream) ?? sumOf(own),
          own.reduce((sum, { variance }) => sum + variance, 0),
        ),
        allTime: estimateOf(row, row.variance),
        documents: documents.get(row.stream) ?? 0,
        browsers: valuesOf(rowsOf(parts?.browsers), labelOf),
        versions: valuesOf(rowsOf(parts?.versions), labelOf),
        dispositions: valuesOf(
          own.map((part) => ({ ...part, ids: [part.disposition] })),
          (id) => DISPOSITIONS[id] ?? null,
        ),
        noise: sumOf(own.filter(({ noise }) => noise !== NO_LABEL)),
        status: statusOf(mark, row.lastSeen),
        regressed:
          mark !== undefined && returned(mark, row.lastSeen) ? this.#regressionOf(row, mark) : null,
        sparkline: sparklineOf(own, range),
      };
    });
  }

  /** By the hour or day of the span, without any filter. */
  #buckets(streams: readonly number[], range: TimeRange): BucketRow[] {
    const { short, hours, wide } = spanOf(range);
    const [table, column, buckets] = short
      ? (["hours", "hour", hours] as const)
      : (["days", "day", wide] as const);
    return this.#db
      .query<BucketRow, [string]>(
        `SELECT stream_id AS stream, ${column} AS bucket, disposition, noise_id AS noise,
           received, estimated, variance
         FROM ${table} WHERE ${withinBuckets(column, buckets, true)}
           AND stream_id IN (SELECT value FROM json_each(?))`,
      )
      .all(JSON.stringify(streams));
  }

  /** By whole days, of which each has a row for each browser and version. */
  #facets(streams: readonly number[], range: TimeRange): Map<number, Facets> {
    const where = sql`stream_id IN ${listOf(streams.toSorted((one, other) => one - other))}`;
    const columns = ["stream_id", "version_id", "browser_id"];
    const shape = { table: "facet_days", unit: "day", columns, where, seeks: true } as const;
    const facets = new Map<number, Facets>();
    for (const { ids, received, estimated } of this.#sums.of(shape, spanOf(range).wide).values()) {
      const [owners, versions, browsers] = ids;
      for (const [n, stream] of owners?.entries() ?? []) {
        const own = facets.get(stream) ?? { versions: new Map(), browsers: new Map() };
        facets.set(stream, own);
        const [r, e] = [received[n] ?? 0, estimated[n] ?? 0];
        count(own.versions, versions?.[n] ?? 0, r, e);
        count(own.browsers, browsers?.[n] ?? 0, r, e);
      }
    }
    return facets;
  }

  #documents(streams: readonly number[]): Map<number, number> {
    const rows = this.#db
      .query<{ stream: number; count: number }, [string]>(
        `SELECT stream_id AS stream, count(*) AS count FROM issue_documents
         WHERE stream_id IN (SELECT value FROM json_each(?)) GROUP BY stream_id`,
      )
      .all(JSON.stringify(streams));
    return new Map(rows.map(({ stream, count }) => [stream, count]));
  }
}

/** What an issue is, without any counts. */
export function nameOf({ id, directive, blocked, source, lastSeen }: IssueRow) {
  return { id, directive, blocked, source, lastSeen };
}

function estimateOf({ received, estimated }: Counts, variance: number): Estimate {
  return { received, estimated, interval: intervalOf({ received, estimated }, variance) };
}

function valuesOf(
  rows: ReadonlyArray<Counts & { ids: readonly number[] }>,
  labelOf: (id: number) => string | null,
): ValueCounts[] {
  return byValue(rows, labelOf)
    .slice(0, MAX_NAMED)
    .map(({ value, received, estimated }) => ({ value, received, estimated }));
}

function count(counts: Map<number, Counts>, id: number, received: number, estimated: number): void {
  const known = counts.get(id);
  if (known === undefined) counts.set(id, { received, estimated });
  else {
    known.received += received;
    known.estimated += estimated;
  }
}

function rowsOf(counts: ReadonlyMap<number, Counts> = new Map()) {
  return [...counts].map(([id, sums]) => ({ ...sums, ids: [id] }));
}

function sparklineOf(rows: readonly BucketRow[], range: TimeRange): Sparkline {
  const { short, hours, wide } = spanOf(range);
  const [unit, { from, to }] = short ? [HOUR, hours] : [DAY, wide];
  const each = Math.max(1, Math.ceil((to - from) / MAX_POINTS));
  const received = new Array<number>(Math.ceil((to - from) / each)).fill(0);
  for (const row of rows) {
    const at = Math.floor((row.bucket - from) / each);
    received[at] = (received[at] ?? 0) + row.received;
  }
  return { from: from * unit, step: each * unit, received };
}

function grouped<R extends { stream: number }>(rows: readonly R[]): Map<number, R[]> {
  const groups = new Map<number, R[]>();
  for (const row of rows) {
    const group = groups.get(row.stream);
    if (group === undefined) groups.set(row.stream, [row]);
    else group.push(row);
  }
  return groups;
}
