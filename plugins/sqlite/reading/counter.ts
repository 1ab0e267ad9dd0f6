import type { Database, SQLQueryBindings } from "bun:sqlite";
import type { BucketSize, Point, ReportFilter, TimeRange } from "tattle/sink";
import { spanOf } from "../span.ts";
import { DAY, HOUR } from "../tally.ts";
import { Adder, type CountRow, type Fold } from "./adder.ts";
import {
  all,
  listOf,
  type Names,
  ofDirective,
  ofIssue,
  raw,
  type Sql,
  sql,
  value,
} from "./conditions.ts";
import { type Key, type Source, sourceOf } from "./source.ts";
import { SumsByBucket } from "./sums-by-bucket.ts";

/** What to count. */
export interface Question {
  filter: ReportFilter;
  range: TimeRange;
  by: readonly Key[];
  bucket?: BucketSize;
  /** `apart`: rows are told apart by time as well. `beside`: only points are. */
  inTime?: "apart" | "beside";
  /** Only these issues, where there is no other key. */
  only?: readonly number[];
  /** What an id of the only key counts as. */
  fold?: Fold;
}

/** Counts as they were read, and what they are about. */
export interface Counted {
  rows: CountRow[];
  /** In order of time; empty where time was not asked for. */
  points: Point[];
  bucket: BucketSize;
  covers: TimeRange;
  owner: Source["owner"];
}

/** Whose rows count, and whether they are few enough to be sought one by one. */
interface Owners {
  conditions: Sql[];
  few: boolean;
}

/** Told apart by few issues and no document: SQLite, which knows nothing of sizes, would read all of each day. */
export const DOCUMENTS_OF_ISSUES = "document_days INDEXED BY document_days_by_stream";

const EVERY: Owners = { conditions: [], few: false };

/** Up to so many issues are looked up one by one; for more it is cheaper to read all of the span. */
const MAX_SEEKS = 300;

/** Filters that single rows of rollups are needed for. */
const OF_ROWS = ["disposition", "browser", "noise", "document"] as const;

const COLUMNS: Partial<Record<Key, string>> = {
  disposition: "disposition",
  noise: "noise_id",
  version: "version_id",
  browser: "browser_id",
  document: "text_id",
};

/** Adds up rollups under any filter that they can answer. All calls of one answer belong in one transaction. */
export class Counter {
  readonly #db: Database;
  readonly #names: Names;
  /** What it adds up. */
  readonly sums: SumsByBucket;

  constructor(db: Database, names: Names) {
    this.#db = db;
    this.#names = names;
    this.sums = new SumsByBucket(db);
  }

  /** Throws a RangeError for what no rollup answers. */
  count(question: Question): Counted {
    const { filter, by, range, bucket, inTime, fold = null } = question;
    const source = sourceOf(filter, by, spanOf(range), bucket);
    const { owner, covers } = source;
    const columns = by.map((key) => COLUMNS[key] ?? owner);
    const { where, few } = this.#chosen(question, source);
    const adder = new Adder(inTime === "apart", fold);
    for (const { table, column: unit, spans } of source.parts) {
      const seeks = few || table === "document_days";
      const ofIssues = few && table === "document_days" && filter.document === undefined;
      const from = ofIssues ? DOCUMENTS_OF_ISSUES : table;
      const shape = { table: from, unit, columns, where, seeks };
      for (const span of spans) {
        const sums = few ? this.sums.afresh(shape, span) : this.sums.of(shape, span);
        for (const [at, own] of sums) adder.add(startOf(at, unit, source.bucket), own);
      }
    }
    const points = inTime === undefined ? [] : adder.points;
    return { rows: adder.rows, points, bucket: source.bucket, covers, owner };
  }

  /** Which rows count, and whether they belong to so few owners that each is sought on its own. */
  #chosen({ filter, only }: Question, source: Source): Owners & { where: Sql } {
    const conditions = [...this.#names.ofRow(filter), ...this.#ofDocument(filter)];
    // Their ids were found under the same filter.
    const owners =
      only === undefined
        ? this.#owners(filter, source)
        : { conditions: [sql`${raw(source.owner)} IN ${listOf(only)}`], few: true };
    return { ...owners, where: all([...owners.conditions, ...conditions]) };
  }

  /**
   * How many issues have a violation in the span. Those that began or ended in it, under the
   * version if one is asked for, are known at once; only the others are counted.
   */
  issues(filter: ReportFilter, range: TimeRange): number {
    if (OF_ROWS.some((name) => filter[name] !== undefined)) {
      return issuesIn(this.count({ filter, range, by: ["stream"] }));
    }
    const { covers } = sourceOf(filter, ["stream"], spanOf(range), undefined);
    const within = all([...ofDirective(filter), ...ofIssue(filter)]);
    const query = sql`SELECT stream, first >= ${value(covers.from)} OR last < ${value(covers.to)}
      FROM (${this.#seen(filter)}) JOIN streams ON streams.id = stream JOIN issues USING (id)
      WHERE first < ${value(covers.to)} AND last >= ${value(covers.from)} AND ${within}`;
    const found = this.#db.query<unknown, SQLQueryBindings[]>(query.text).values(...query.values);
    const unsure = found.filter(([, sure]) => sure === 0).map(([id]) => Number(id));
    return found.length - unsure.length + this.#counted(unsure, filter, range);
  }

  /** How many of these issues have a violation in the span. */
  #counted(streams: readonly number[], filter: ReportFilter, range: TimeRange): number {
    if (streams.length === 0) return 0;
    const question: Question = { filter, range, by: ["stream"] };
    if (streams.length <= MAX_SEEKS) return issuesIn(this.count({ ...question, only: streams }));
    const meant = new Set(streams);
    return this.count(question).rows.filter(({ ids: [id = 0] }) => meant.has(id)).length;
  }

  /** Since when and until when each issue was seen. */
  #seen({ version }: ReportFilter): Sql {
    if (version === undefined) {
      return raw("SELECT id AS stream, first_seen AS first, last_seen AS last FROM issues");
    }
    return sql`SELECT stream_id AS stream, min(first_seen) AS first, max(last_seen) AS last
      FROM issue_versions WHERE version_id IN ${listOf(this.#names.ids("version", version))}
      GROUP BY stream_id`;
  }

  #ofDocument({ document }: ReportFilter): Sql[] {
    if (document === undefined) return [];
    return [sql`text_id IN ${listOf(this.#names.texts(document))}`];
  }

  /** Which owners count. A few are told by their ids, so that each is sought on its own. */
  #owners(filter: ReportFilter, { owner }: Source): Owners {
    const conditions = ofDirective(filter);
    if (owner === "project") return { conditions, few: false };
    if (owner === "directive_id") {
      if (conditions.length === 0) return EVERY;
      const ids = sql`directive_id IN (SELECT id FROM directives WHERE ${all(conditions)})`;
      return { conditions: [ids], few: false };
    }
    const which = [...conditions, ...ofIssue(filter)];
    if (which.length === 0) return EVERY;
    const ids = this.streams(which, MAX_SEEKS + 1);
    if (ids.length <= MAX_SEEKS)
      return { conditions: [sql`stream_id IN ${listOf(ids)}`], few: true };
    const chosen = sql`stream_id IN (SELECT streams.id FROM streams LEFT JOIN issues USING (id) WHERE ${all(which)})`;
    return { conditions: [chosen], few: false };
  }

  /** Ids of the streams that conditions on `streams` and `issues` hold for. */
  streams(which: readonly Sql[], limit: number): number[] {
    const query = sql`SELECT streams.id FROM streams LEFT JOIN issues USING (id)
      WHERE ${all(which)} LIMIT ${value(limit)}`;
    return this.#db
      .query<{ id: number }, SQLQueryBindings[]>(query.text)
      .all(...query.values)
      .map(({ id }) => id);
  }
}

function issuesIn({ rows }: Counted): number {
  return rows.length;
}

/** When a bucket of a table begins, in buckets of the answer; milliseconds since the epoch. */
function startOf(at: number, unit: "hour" | "day", bucket: BucketSize): number {
  if (unit === "day") return at * DAY;
  return bucket === "hour" ? at * HOUR : Math.floor(at / (DAY / HOUR)) * DAY;
}
