import type { Database, SQLQueryBindings } from "bun:sqlite";
import type { BucketSize, ReportFilter, TimeRange } from "tattle/sink";
import { spanOf, withinBuckets } from "../span.ts";
import { DAY, HOUR } from "../tally.ts";
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

/** What to count. */
export interface Question {
  filter: ReportFilter;
  range: TimeRange;
  by: readonly Key[];
  bucket?: BucketSize;
  /** Tells buckets of time apart as well. */
  inTime?: boolean;
  /** Only rows with one of these ids in the column of the first key. */
  only?: readonly number[];
}

/** Counts of one combination of keys, which are ids in the order of the question's. */
export interface CountRow {
  /** When the bucket begins, milliseconds since the epoch; 0 where time is not told apart. */
  at: number;
  ids: number[];
  received: number;
  estimated: number;
}

/** Counts as they were read, and what they are about. */
export interface Counted {
  rows: CountRow[];
  bucket: BucketSize;
  covers: TimeRange;
  owner: Source["owner"];
}

/** Whose rows count, and whether they are few enough to be sought one by one. */
interface Owners {
  conditions: Sql[];
  few: boolean;
}

const EVERY: Owners = { conditions: [], few: false };

/** Up to so many issues are looked up one by one; for more it is cheaper to read all of the span. */
const MAX_SEEKS = 300;
/** Milliseconds. */
const UNITS: Record<BucketSize, number> = { hour: HOUR, day: DAY };

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

  constructor(db: Database, names: Names) {
    this.#db = db;
    this.#names = names;
  }

  /** Throws a RangeError for what no rollup answers. */
  count(question: Question): Counted {
    const { filter, by, range, bucket, inTime = false } = question;
    const span = spanOf(range);
    const source = sourceOf(filter, by, span, bucket);
    const columns = by.map((key) => COLUMNS[key] ?? source.owner);
    const groups = [...(inTime ? ["bucket"] : []), ...columns];
    const queries = this.#queries(question, source, groups);
    const unit = inTime ? UNITS[source.bucket] : 0;
    const rows: CountRow[] = [];
    for (const { text, values } of queries) {
      const query = this.#db.query<unknown, SQLQueryBindings[]>(text);
      addRows(rows, query.values(...values), unit);
    }
    return {
      rows: merged(rows, queries.length),
      bucket: source.bucket,
      covers: source.covers,
      owner: source.owner,
    };
  }

  /** One query for each table and stretch of time: SQLite sums up a table much faster than a union. */
  #queries({ filter, by, only }: Question, source: Source, groups: readonly string[]): Sql[] {
    const first = by[0];
    const conditions = [
      ...this.#names.ofRow(filter),
      ...this.#ofDocument(filter),
      ...(only === undefined || first === undefined
        ? []
        : [sql`${raw(COLUMNS[first] ?? source.owner)} IN ${listOf(only)}`]),
    ];
    // Ids of owners were found under the same filter.
    const chosen = only !== undefined && first !== undefined && COLUMNS[first] === undefined;
    const owners = chosen ? EVERY : this.#owners(filter, source);
    const seeks = (only?.length ?? MAX_SEEKS + 1) <= MAX_SEEKS || owners.few;
    const grouped = groups.length === 0 ? "" : `GROUP BY ${groups.join(", ")}`;
    return source.parts.flatMap((part) =>
      part.spans
        .filter(({ from, to }) => from < to)
        .map((buckets) => {
          const time = raw(withinBuckets(part.column, buckets, seeks));
          const where = all([time, ...owners.conditions, ...conditions]);
          const selected = groups.map((name) =>
            name === "bucket" ? `${part.bucket} AS bucket` : name,
          );
          return sql`SELECT ${raw([...selected, "sum(received)", "sum(estimated)"].join(", "))}
            FROM ${raw(part.table)} WHERE ${where} ${raw(grouped)}`;
        }),
    );
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
    const counted =
      unsure.length === 0
        ? 0
        : issuesIn(this.count({ filter, range, by: ["stream"], only: unsure }));
    return found.length - unsure.length + counted;
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

/** Rows of several queries as one of each combination of keys. There may be many thousands. */
function merged(rows: CountRow[], queries: number): CountRow[] {
  if (queries < 2) return rows;
  const found = new Map<number | string, CountRow>();
  for (const row of rows) {
    const { at, ids } = row;
    const key = ids.length === 1 && at === 0 ? (ids[0] ?? 0) : `${at},${ids.join()}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, row);
    else {
      known.received += row.received;
      known.estimated += row.estimated;
    }
  }
  return [...found.values()];
}

function addRows(into: CountRow[], found: readonly unknown[][], unit: number): void {
  const first = unit === 0 ? 0 : 1;
  for (const row of found) {
    const counts = row.length - 2;
    // A sum over nothing is one row of NULLs.
    if (row[counts] === null) continue;
    into.push({
      at: first === 0 ? 0 : Number(row[0]) * unit,
      ids: row.slice(first, counts).map(Number),
      received: Number(row[counts]),
      estimated: Number(row[counts + 1]),
    });
  }
}
