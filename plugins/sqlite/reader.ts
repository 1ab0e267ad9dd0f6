import { Database } from "bun:sqlite";
import { existsSync } from "node:fs";
import type {
  CountQuery,
  Facets,
  IssueDetail,
  IssueDetailQuery,
  IssuePage,
  IssueQuery,
  Overview,
  Page,
  Report,
  ReportQuery,
  ReportReader,
  Series,
  SeriesQuery,
  TimeRange,
  Top,
  TopQuery,
  TypeCounts,
  VersionComparison,
  VersionsQuery,
} from "tattle/sink";
import { asSinkError, openReader } from "./connection.ts";
import { checkOwner, MIGRATIONS, migrate, schemaVersion } from "./migrate.ts";
import { Pages } from "./pages.ts";
import { Names } from "./reading/conditions.ts";
import { Counter } from "./reading/counter.ts";
import { facetsOf } from "./reading/facets.ts";
import { type Issues, issuesOf } from "./reading/issues.ts";
import { Totals } from "./reading/totals.ts";
import { readSeed } from "./seed.ts";

interface Connection extends Issues {
  db: Database;
  pages: Pages;
  totals: Totals;
}
/**
 * The reading side, on a connection of its own that cannot write. It needs no open sink: before
 * the database is there everything is empty.
 */
export class SqliteReader implements ReportReader {
  readonly #path: string;
  #connection: Connection | null = null;
  /** What there is before there is anything, so that every question is checked and answered alike. */
  #empty: Connection | null = null;
  #closed = false;

  constructor(path: string) {
    this.#path = path;
  }

  async overview(query: CountQuery): Promise<Overview> {
    return this.#read(({ totals }) => totals.overview(query));
  }

  async series(query: SeriesQuery): Promise<Series> {
    return this.#read(({ totals }) => totals.series(query));
  }

  async top(query: TopQuery): Promise<Top> {
    return this.#read(({ totals }) => totals.top(query));
  }

  async types(query: TimeRange & { project?: string }): Promise<TypeCounts[]> {
    return this.#read(({ totals }) => totals.types(query));
  }

  async facets(query: { project?: string }): Promise<Facets> {
    return this.#read(({ db }) => facetsOf(db, query));
  }

  async issues(query: IssueQuery): Promise<IssuePage> {
    return this.#read(({ list }) => list.page(query));
  }

  async issue(query: IssueDetailQuery): Promise<IssueDetail | null> {
    return this.#read(({ details }) => details.of(query));
  }

  async versions(query: VersionsQuery): Promise<VersionComparison> {
    return this.#read(({ versions }) => versions.compare(query));
  }

  async reports(query: ReportQuery): Promise<Page<Report>> {
    return this.#read(({ pages }) => pages.page(query));
  }

  async report(id: string): Promise<Report | null> {
    return this.#read(({ pages }) => pages.one(id));
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const connection of [this.#connection, this.#empty]) connection?.db.close(true);
    this.#connection = null;
    this.#empty = null;
  }

  // One transaction an answer: all its queries see the same state, however much is written meanwhile.
  #read<T>(answer: (connection: Connection) => T): T {
    try {
      const connection = this.#connected();
      return connection.db.transaction(() => answer(connection)).deferred();
    } catch (error) {
      throw asSinkError(error, this.#path);
    }
  }

  #connected(): Connection {
    if (this.#closed) throw new Error("the reader is closed");
    if (this.#connection === null && existsSync(this.#path)) this.#connection = connect(this.#path);
    if (this.#connection !== null) return this.#connection;
    this.#empty ??= connectionTo(emptyDatabase());
    return this.#empty;
  }
}

/** `null` while the file has no schema yet. */
function connect(path: string): Connection | null {
  const db = openReader(path);
  try {
    checkOwner(db, path);
    const version = schemaVersion(db);
    if (version === MIGRATIONS.length) return connectionTo(db);
    if (version > 0) throw new Error(`${path} is about to be upgraded; try again in a moment`);
  } catch (error) {
    db.close(true);
    throw error;
  }
  db.close(true);
  return null;
}

function connectionTo(db: Database): Connection {
  const seed = readSeed(db);
  const pages = new Pages(db, seed);
  const names = new Names(db, seed);
  // One for all, since it remembers what it has added up.
  const counter = new Counter(db, names);
  const totals = new Totals(db, names, counter);
  return { db, pages, totals, ...issuesOf({ db, seed, names, counter, report: pages.read }) };
}

function emptyDatabase(): Database {
  const db = new Database(":memory:", { strict: true });
  migrate(db, () => {});
  return db;
}
