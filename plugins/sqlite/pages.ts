import type { Database, SQLQueryBindings } from "bun:sqlite";
import { eq, sql as fragment } from "drizzle-orm";
import { type BunSQLiteDatabase, drizzle } from "drizzle-orm/bun-sqlite";
import type { Page, Report, ReportQuery } from "tattle/sink";
import { ReportDecoder } from "./codec/report.ts";
import { parseUuid, UUID_BYTES } from "./codec/uuid.ts";
import { Cursors } from "./cursor.ts";
import { Generations } from "./generations.ts";
import {
  all,
  listOf,
  Names,
  ofDirective,
  ofIssue,
  raw,
  type Sql,
  sql,
  value,
} from "./reading/conditions.ts";
import { type Match, matchOf } from "./reading/matching.ts";
import { firstIdAt } from "./reading/regressions.ts";
import { checkLimit } from "./reading/sums.ts";
import { reports, streams } from "./schema.ts";
import { textOf } from "./texts.ts";

const MAX_LIMIT = 1_000;
/** Reports that one call reads at the most, where only they tell whether they match. */
const SCANNED = 2_000;
/** Reports that are looked for at once. */
const CHUNK = 1_000;
const MAX_CACHED_TEXTS = 10_000;

/**
 * A page ends near this many characters of JSON, whatever its limit: senders choose how large a
 * report is, and what a page takes has to pass from thread to thread at once.
 */
const PAGE_LENGTH = 4 * 2 ** 20;

/** Reads reports, one or a page. All calls of one answer belong in one transaction. */
export class Pages {
  readonly #client: Database;
  readonly #names: Names;
  readonly #cursors: Cursors;
  readonly #decoder: ReportDecoder;
  readonly #select: ReturnType<typeof selectOne>;

  /** `seed` is the database's. */
  constructor(client: Database, seed: bigint) {
    this.#client = client;
    this.#names = new Names(client, seed);
    this.#cursors = new Cursors(seed);
    this.#decoder = new ReportDecoder(textReader(client));
    this.#select = selectOne(drizzle({ client }));
  }

  one(id: string): Report | null {
    const key = parseUuid(id);
    return key === null ? null : this.#read(key);
  }

  /** Throws a RangeError for a limit, search or cursor that cannot be. */
  page(query: ReportQuery): Page<Report> {
    const { cursor } = query;
    const limit = checkLimit("limit", query.limit, MAX_LIMIT);
    const match = matchOf(query);
    const { limit: _, cursor: __, ...conditions } = query;
    const scope = JSON.stringify(Object.entries(conditions).sort());
    const after = cursor === undefined ? undefined : this.#cursors.read(cursor, scope);
    const found = this.#walk(query, after, match === null ? limit : SCANNED, { limit, match });
    const { items, last } = found;
    return { items, next: last === null ? null : this.#cursors.make(last, scope) };
  }

  /** Reads on below `after` until there is a page, or enough was looked at. `last` is where to go on. */
  #walk(
    query: ReportQuery,
    after: Uint8Array | undefined,
    most: number,
    { limit, match }: { limit: number; match: Match | null },
  ): { items: Report[]; last: Uint8Array | null } {
    const items: Report[] = [];
    let last = after ?? null;
    let length = 0;
    for (let seen = 0; seen < most; ) {
      // One more than needed tells whether there is another page.
      const step = Math.min(CHUNK, most - seen);
      const ids = this.#newest(query, last, step + 1);
      for (const id of ids.slice(0, step)) {
        const report = this.#read(id);
        if (report === null) throw new Error("a report went away while it was read");
        last = id;
        seen++;
        if (match !== null && !match(report)) continue;
        items.push(report);
        length += JSON.stringify(report).length;
        const more = id !== ids.at(-1);
        if (items.length === limit || length >= PAGE_LENGTH)
          return { items, last: more ? id : null };
      }
      if (ids.length <= step) return { items, last: null };
    }
    return { items, last };
  }

  /** The report of a key. */
  readonly read = (id: Uint8Array): Report | null => this.#read(id);

  #read(id: Uint8Array): Report | null {
    const row = this.#select.get({ id: Buffer.from(id) });
    return row === undefined ? null : this.#decoder.decode(row);
  }

  #newest(query: ReportQuery, after: Uint8Array | null, count: number): Uint8Array[] {
    const which = [...ofDirective(query), ...ofIssue(query), ...this.#ofVersion(query)];
    const ends = [after, query.to === undefined ? null : firstIdAt(query.to)];
    const before = ends.filter((end) => end !== null).toSorted(Buffer.compare)[0] ?? null;
    const since = query.from === undefined ? new Uint8Array(UUID_BYTES) : firstIdAt(query.from);
    const bounds = {
      before: before === null ? raw("TRUE") : sql`reports.id < ${value(before)}`,
      since: value(since),
    };
    const ids =
      which.length === 0
        ? sql`SELECT id FROM reports WHERE ${bounds.before} AND id >= ${bounds.since}
            ORDER BY id DESC LIMIT ${value(count)}`
        : newestIds(all(which), bounds, count);
    return this.#client
      .query<{ id: Uint8Array }, SQLQueryBindings[]>(ids.text)
      .all(...ids.values)
      .map(({ id }) => id);
  }

  /** Issues that were never seen under a version have no report of it. */
  #ofVersion({ version }: ReportQuery): Sql[] {
    if (version === undefined) return [];
    const ids = listOf(this.#names.ids("version", version));
    return [
      sql`(blocked IS NULL OR streams.id IN
        (SELECT stream_id FROM issue_versions WHERE version_id IN ${ids}))`,
    ];
  }
}

function selectOne(db: BunSQLiteDatabase) {
  return db
    .select({
      id: reports.id,
      project: streams.project,
      type: streams.type,
      data: reports.data,
    })
    .from(reports)
    .innerJoin(streams, eq(streams.id, reports.streamId))
    .where(eq(reports.id, fragment.placeholder("id")))
    .prepare();
}

/** Which reports can be on a page: one bound at each end, since SQLite seeks by one and tries all up to the other. */
interface Bounds {
  /** A condition on `reports.id`. */
  before: Sql;
  /** The least id. */
  since: Sql;
}

/**
 * Ids of the newest reports of some streams. Only the streams with the newest reports can be on
 * the page, and each gives at most a page, of which nothing is older than the oldest of that many
 * streams' newest: the cost depends on the number of streams, not of reports.
 */
function newestIds(which: Sql, { before, since }: Bounds, count: number): Sql {
  const most = value(count);
  return sql`
    WITH newest AS MATERIALIZED (
      SELECT streams.id AS stream, (
        SELECT max(reports.id) FROM reports
        WHERE stream_id = streams.id AND ${before} AND reports.id >= ${since}
      ) AS top
      FROM streams LEFT JOIN issues USING (id) WHERE ${which}
      ORDER BY top DESC LIMIT ${most}
    )
    SELECT page.id FROM newest, reports AS page
    WHERE page.id IN (
      SELECT reports.id FROM reports
      WHERE stream_id = newest.stream AND ${before}
        AND reports.id >= (SELECT max(${since}, iif(count(top) = ${most}, min(top), x'')) FROM newest)
      ORDER BY reports.id DESC LIMIT ${most}
    )
    ORDER BY page.id DESC LIMIT ${most}`;
}

/** Reads the texts of a database by their ids, of which it remembers some. */
export function textReader(db: Database): (id: number) => string {
  const cache = new Generations<number, string>(MAX_CACHED_TEXTS);
  const select = db.prepare<{ text: string | Uint8Array }, [number]>(
    "SELECT text FROM texts WHERE id = ?",
  );
  return (id) =>
    cache.ensure(id, () => {
      const row = select.get(id);
      if (!row) throw new Error("the stored report names a text that is not there");
      return textOf(row.text);
    });
}
