import type { Database } from "bun:sqlite";
import { and, desc, eq, lt, type SQL, sql } from "drizzle-orm";
import { type BunSQLiteDatabase, drizzle } from "drizzle-orm/bun-sqlite";
import type { Page, Report, ReportQuery } from "tattle/sink";
import { columnText, ReportDecoder } from "./codec/report.ts";
import { parseUuid } from "./codec/uuid.ts";
import { Cursors } from "./cursor.ts";
import { Generations } from "./generations.ts";
import { reports, streams } from "./schema.ts";
import { textOf } from "./texts.ts";

const MAX_LIMIT = 1_000;
const MAX_CACHED_TEXTS = 10_000;

/**
 * A page ends near this many characters of JSON, whatever its limit: senders choose how large a
 * report is, and what a page takes has to pass from thread to thread at once.
 */
const PAGE_LENGTH = 4 * 2 ** 20;

/** Reads reports, one or a page. All calls of one answer belong in one transaction. */
export class Pages {
  readonly #db: BunSQLiteDatabase;
  readonly #cursors: Cursors;
  readonly #decoder: ReportDecoder;
  readonly #select: ReturnType<typeof selectOne>;

  /** `seed` is the database's. */
  constructor(client: Database, seed: bigint) {
    this.#db = drizzle({ client });
    this.#cursors = new Cursors(seed);
    this.#decoder = new ReportDecoder(textReader(client));
    this.#select = selectOne(this.#db);
  }

  one(id: string): Report | null {
    const key = parseUuid(id);
    return key === null ? null : this.#read(key);
  }

  /** Throws a RangeError for a limit or cursor that cannot be. */
  page(query: ReportQuery): Page<Report> {
    const { limit, cursor } = query;
    if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
      throw new RangeError(`limit must be an integer from 1 to ${MAX_LIMIT}`);
    }
    const scope = JSON.stringify([query.project ?? null, query.type ?? null]);
    const before = cursor === undefined ? undefined : this.#cursors.read(cursor, scope);
    // One more than asked tells whether there is another page.
    const found = this.#newest(query, before && Buffer.from(before), limit + 1);
    const items = this.#fill(found.slice(0, limit));
    const last = items.length < found.length ? found[items.length - 1] : undefined;
    return { items, next: last === undefined ? null : this.#cursors.make(last, scope) };
  }

  /** The first of them, as many as make a page. */
  #fill(ids: readonly Uint8Array[]): Report[] {
    const items: Report[] = [];
    let length = 0;
    for (const id of ids) {
      const report = this.#read(id);
      if (report === null) throw new Error("a report went away while it was read");
      items.push(report);
      length += JSON.stringify(report).length;
      if (length >= PAGE_LENGTH) break;
    }
    return items;
  }

  #read(id: Uint8Array): Report | null {
    const row = this.#select.get({ id: Buffer.from(id) });
    return row === undefined ? null : this.#decoder.decode(row);
  }

  #newest(query: ReportQuery, before: Buffer | undefined, count: number): Uint8Array[] {
    const conditions = [
      query.project === undefined ? undefined : eq(streams.project, columnText(query.project)),
      query.type === undefined ? undefined : eq(streams.type, columnText(query.type)),
    ];
    const below = before && lt(reports.id, before);
    const filtered = conditions.some((condition) => condition !== undefined);
    return this.#db
      .select({ id: reports.id })
      .from(reports)
      .where(
        filtered ? sql`${reports.id} IN (${newestIds(and(...conditions), below, count)})` : below,
      )
      .orderBy(desc(reports.id))
      .limit(count)
      .all()
      .map(({ id }) => id);
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
    .where(eq(reports.id, sql.placeholder("id")))
    .prepare();
}

/**
 * Ids of the newest reports of some streams. Only the streams with the newest reports can be on
 * the page, and each gives at most a page, of which nothing is older than the oldest of that many
 * streams' newest: the cost depends on the number of streams, not of reports.
 */
function newestIds(which: SQL | undefined, below: SQL | undefined, count: number): SQL {
  const bounded = below ?? sql`TRUE`;
  return sql`
    WITH newest AS MATERIALIZED (
      SELECT ${streams.id} AS stream, (
        SELECT max(${reports.id}) FROM ${reports}
        WHERE ${reports.streamId} = ${streams.id} AND ${bounded}
      ) AS top
      FROM ${streams} WHERE ${which ?? sql`TRUE`}
      ORDER BY top DESC LIMIT ${count}
    )
    SELECT page.id FROM newest, reports AS page
    WHERE page.id IN (
      SELECT ${reports.id} FROM ${reports}
      WHERE ${reports.streamId} = newest.stream AND ${bounded}
        AND ${reports.id} >= (SELECT iif(count(*) = ${count}, min(top), x'') FROM newest)
      ORDER BY ${reports.id} DESC LIMIT ${count}
    )
    ORDER BY page.id DESC LIMIT ${count}`;
}

function textReader(db: Database): (id: number) => string {
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
