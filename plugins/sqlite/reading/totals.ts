import type { Database } from "bun:sqlite";
import {
  type CountQuery,
  type Counts,
  CSP_VIOLATION,
  type Dimension,
  type Overview,
  type Point,
  type ReportFilter,
  type Series,
  type SeriesQuery,
  type TimeRange,
  type Top,
  type TopQuery,
  type TypeCounts,
} from "tattle/sink";
import { uuidTime } from "../codec/uuid.ts";
import { DISPOSITIONS } from "../tally.ts";
import { Names } from "./conditions.ts";
import { type Counted, Counter, type CountRow } from "./counter.ts";
import { checkLimit, less, sumOf } from "./sums.ts";
import { byValue, type Value, Values } from "./values.ts";

const DEFAULT_GROUPS = 8;
const MAX_GROUPS = 50;
const MAX_TOP = 1_000;

/** Sums up spans of time: overview, series, largest values, types. */
export class Totals {
  readonly #db: Database;
  readonly #counter: Counter;
  readonly #values: Values;

  /** `seed` is the database's. */
  constructor(db: Database, seed: bigint) {
    const names = new Names(db, seed);
    this.#db = db;
    this.#counter = new Counter(db, names);
    this.#values = new Values(db, names);
  }

  overview(query: CountQuery): Overview {
    const filter = filterOf(query);
    const ofDocument = filter.document !== undefined;
    const by = ofDocument ? (["directive"] as const) : (["directive", "disposition"] as const);
    const counted = this.#counter.count({ filter, range: query, by: [...by], inTime: true });
    const { rows, covers } = counted;
    const directiveOf = this.#values.of("directive", counted.owner, []);
    return {
      covers,
      total: sumOf(rows),
      issues: this.#issues(filter, query),
      series: pointsOf(rows),
      byDirective: byValue(rows, directiveOf).map(({ value, received, estimated }) => ({
        directive: value,
        received,
        estimated,
      })),
      byDisposition: byValue(
        ofDocument ? [] : rows.map((row) => ({ ...row, ids: row.ids.slice(1) })),
        (id) => DISPOSITIONS[id] ?? null,
      ).map(({ value, received, estimated }) => ({ disposition: value, received, estimated })),
    };
  }

  series(query: SeriesQuery): Series {
    const { by, groups = DEFAULT_GROUPS, bucket: asked } = query;
    const filter = filterOf(query);
    const bucket = asked === undefined ? {} : { bucket: asked };
    checkLimit("groups", groups, MAX_GROUPS);
    const dimension = by === undefined ? [] : [by];
    const largest = by === undefined ? [] : this.#largest(filter, query, by).slice(0, groups);
    const ids = largest.flatMap((value) => value.ids);
    const grouped = this.#counter.count({
      filter,
      range: query,
      by: dimension,
      inTime: true,
      ...bucket,
      ...(by === undefined ? {} : { only: ids }),
    });
    const all = by === undefined ? grouped : this.#whole(filter, query, by, grouped.bucket);
    const points = pointsOf(all.rows);
    const total = sumOf(points);
    const named = largest.map((value) => groupOf(value, grouped.rows));
    return {
      covers: grouped.covers,
      bucket: grouped.bucket,
      total,
      points,
      groups: named,
      rest: by === undefined ? null : restOf(points, named),
    };
  }

  top(query: TopQuery): Top {
    const { dimension } = query;
    const limit = checkLimit("limit", query.limit, MAX_TOP);
    const filter = filterOf(query);
    const counted = this.#counter.count({ filter, range: query, by: [dimension] });
    const values = this.#named(counted, dimension);
    const items = values.slice(0, limit).map(({ ids: _, ...value }) => value);
    const total = sumOf(counted.rows);
    return {
      covers: counted.covers,
      total,
      items,
      rest: less(total, sumOf(items)),
      values: values.length,
    };
  }

  types(query: TimeRange & { project?: string }): TypeCounts[] {
    const newest = this.#db.query<{ id: Uint8Array | null }, [string, string | null]>(
      `SELECT max((SELECT max(id) FROM reports WHERE stream_id = streams.id)) AS id
       FROM streams WHERE type = ?1 AND (?2 IS NULL OR project = ?2)`,
    );
    const { project } = query;
    const filter = project === undefined ? {} : { project };
    const counted = this.#counter.count({ filter, range: query, by: ["type"] });
    return this.#named(counted, "type").map(({ value, received, estimated }) => {
      const type = value ?? "";
      const id = newest.get(type, project ?? null)?.id ?? null;
      return { type, received, estimated, lastReceived: id === null ? null : uuidTime(id) };
    });
  }

  #largest(filter: ReportFilter, range: TimeRange, by: Dimension): Value[] {
    return this.#named(this.#counter.count({ filter, range, by: [by] }), by);
  }

  #named({ rows, owner }: Counted, dimension: Dimension): Value[] {
    const ids = rows.map(({ ids: [id = 0] }) => id);
    return byValue(rows, this.#values.of(dimension, owner, ids));
  }

  /** All together, from the rollup that also tells the groups apart where another one would cover another span. */
  #whole(
    filter: ReportFilter,
    range: TimeRange,
    by: Dimension,
    bucket: Counted["bucket"],
  ): Counted {
    const inDays = by === "document" || by === "version" || by === "browser";
    return this.#counter.count({
      filter,
      range,
      by: inDays ? [by] : [],
      inTime: true,
      ...(inDays ? {} : { bucket }),
    });
  }

  #issues(filter: ReportFilter, range: TimeRange): number {
    if (filter.type !== undefined && filter.type !== CSP_VIOLATION) return 0;
    return this.#counter.issues({ ...filter, type: CSP_VIOLATION }, range);
  }
}

/** The conditions of a question, without what else it says. */
export function filterOf(query: ReportFilter): ReportFilter {
  const { project, type, issue, directive, blocked, source } = query;
  const { disposition, version, browser, noise, document } = query;
  const filter: ReportFilter = {};
  if (project !== undefined) filter.project = project;
  if (type !== undefined) filter.type = type;
  if (issue !== undefined) filter.issue = issue;
  if (directive !== undefined) filter.directive = directive;
  if (blocked !== undefined) filter.blocked = blocked;
  if (source !== undefined) filter.source = source;
  if (disposition !== undefined) filter.disposition = disposition;
  if (version !== undefined) filter.version = version;
  if (browser !== undefined) filter.browser = browser;
  if (noise !== undefined) filter.noise = noise;
  if (document !== undefined) filter.document = document;
  return filter;
}

function pointsOf(rows: readonly CountRow[]): Point[] {
  const points = new Map<number, Point>();
  for (const { at, received, estimated } of rows) {
    const point = points.get(at);
    if (point === undefined) points.set(at, { at, received, estimated });
    else {
      point.received += received;
      point.estimated += estimated;
    }
  }
  return [...points.values()].sort((one, other) => one.at - other.at);
}

function groupOf({ value, ids, received, estimated }: Value, rows: readonly CountRow[]) {
  const own = new Set(ids);
  const points = pointsOf(rows.filter(({ ids: [id = 0] }) => own.has(id)));
  return { value, received, estimated, points };
}

function restOf(points: readonly Point[], groups: ReadonlyArray<{ points: readonly Point[] }>) {
  const named = new Map<number, Counts[]>();
  for (const point of groups.flatMap((group) => group.points)) {
    named.set(point.at, [...(named.get(point.at) ?? []), point]);
  }
  const rest = points
    .map((point) => ({ at: point.at, ...less(point, sumOf(named.get(point.at) ?? [])) }))
    .filter(({ received }) => received > 0);
  return rest.length === 0 ? null : { ...sumOf(rest), points: rest };
}
