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
import { columnText } from "../codec/report.ts";
import { uuidTime } from "../codec/uuid.ts";
import { DISPOSITIONS } from "../tally.ts";
import type { CountRow } from "./adder.ts";
import type { Names } from "./conditions.ts";
import type { Counted, Counter, Question } from "./counter.ts";
import type { Key } from "./source.ts";
import { checkLimit, less, sumOf } from "./sums.ts";
import { byValue, type Value, Values } from "./values.ts";

const DEFAULT_GROUPS = 8;
const MAX_GROUPS = 50;
const MAX_TOP = 1_000;
/** Reports among which those of any common type are. */
const LAST = 500;

/** Sums up spans of time: overview, series, largest values, types. */
export class Totals {
  readonly #db: Database;
  readonly #counter: Counter;
  readonly #values: Values;

  constructor(db: Database, names: Names, counter: Counter) {
    this.#db = db;
    this.#counter = counter;
    this.#values = new Values(db, names);
  }

  overview(query: CountQuery): Overview {
    const filter = filterOf(query);
    const ofDocument = filter.document !== undefined;
    // Documents are counted by issue, which tells the directive, and by no disposition.
    const by: Key[] = ofDocument ? ["stream"] : ["directive", "disposition"];
    const question = { filter, range: query, by, inTime: "beside" as const };
    const { rows, points, covers, owner } = this.#counter.count(question);
    const directives = byValue(rows, this.#values.of("directive", owner, []));
    const dispositions = byValue(
      ofDocument ? [] : rows.map((row) => ({ ...row, ids: row.ids.slice(1) })),
      (id) => DISPOSITIONS[id] ?? null,
    );
    return {
      covers,
      total: sumOf(rows),
      issues: ofDocument ? rows.length : this.#issues(filter, query),
      series: points,
      byDirective: directives.map(({ value, received, estimated }) => ({
        directive: value,
        received,
        estimated,
      })),
      byDisposition: dispositions.map(({ value, received, estimated }) => ({
        disposition: value,
        received,
        estimated,
      })),
    };
  }

  series(query: SeriesQuery): Series {
    const { by, groups = DEFAULT_GROUPS, bucket: asked } = query;
    checkLimit("groups", groups, MAX_GROUPS);
    const question = {
      filter: filterOf(query),
      range: query,
      inTime: "apart" as const,
      ...(asked === undefined ? {} : { bucket: asked }),
    };
    if (by === undefined) {
      return seriesOf(this.#counter.count({ ...question, by: [] }), null);
    }
    if (by === "blocked" || by === "source") return this.#seriesOfIssues(question, by, groups);
    const counted = this.#counter.count({ ...question, by: [by] });
    const largest = this.#named(counted, by).slice(0, groups);
    return seriesOf(
      counted,
      largest.map((value) => groupOf(value, counted.rows)),
    );
  }

  /** There are thousands of values: the largest are found first, and only they told apart in time. */
  #seriesOfIssues(
    question: Omit<Question, "by">,
    by: "blocked" | "source",
    groups: number,
  ): Series {
    const { inTime: _, ...all } = question;
    const found = this.#counter.count({ ...all, by: [by] });
    const largest = this.#named(found, by).slice(0, groups);
    const places = new Map(largest.flatMap(({ ids }, place) => ids.map((id) => [id, place])));
    const fold = (id: number) => places.get(id);
    const grouped = this.#counter.count({ ...question, by: [by], fold });
    const points = this.#counter.count({ ...question, by: [] });
    return seriesOf(
      points,
      largest.map((value, place) => groupOf({ ...value, ids: [place] }, grouped.rows)),
    );
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
    const { project } = query;
    const filter = project === undefined ? {} : { project };
    const counted = this.#counter.count({ filter, range: query, by: ["type"] });
    const newest = this.#newest(project === undefined ? null : columnText(project));
    return this.#named(counted, "type").map(({ value, received, estimated }) => {
      const type = value ?? "";
      const id = newest(type);
      return { type, received, estimated, lastReceived: id === null ? null : uuidTime(id) };
    });
  }

  /** Finds the newest report of a type: most likely among the last that came in, else stream by stream. */
  #newest(project: string | null): (type: string) => Uint8Array | null {
    const last = this.#db
      .query<{ id: Uint8Array; type: string }, [string | null, number]>(
        `SELECT reports.id AS id, type
         FROM (SELECT id, stream_id FROM reports ORDER BY id DESC LIMIT ?2) AS reports
         JOIN streams ON streams.id = stream_id
         WHERE ?1 IS NULL OR project = ?1 ORDER BY reports.id`,
      )
      .all(project, LAST);
    const found = new Map(last.map(({ id, type }) => [type, id]));
    const select = this.#db.query<{ id: Uint8Array | null }, [string, string | null]>(
      `SELECT max((SELECT max(id) FROM reports WHERE stream_id = streams.id)) AS id
       FROM streams WHERE type = ?1 AND (?2 IS NULL OR project = ?2)`,
    );
    return (type) => found.get(type) ?? select.get(type, project)?.id ?? null;
  }

  #named({ rows, owner }: Counted, dimension: Dimension): Value[] {
    const ids = rows.map(({ ids: [id = 0] }) => id);
    return byValue(rows, this.#values.of(dimension, owner, ids));
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

/** `groups` is `null` where nothing is told apart. */
function seriesOf({ points, covers, bucket }: Counted, groups: Series["groups"] | null): Series {
  const total = sumOf(points);
  const rest = groups === null ? null : restOf(points, groups);
  return { covers, bucket, total, points, groups: groups ?? [], rest };
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
