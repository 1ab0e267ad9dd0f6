import type { Database } from "bun:sqlite";
import { existsSync } from "node:fs";
import type { Overview, Page, Report, ReportQuery, ReportReader } from "tattle/sink";
import { asSinkError, openReader } from "./connection.ts";
import { checkOwner, MIGRATIONS, schemaVersion } from "./migrate.ts";
import { emptyOverview, type OverviewQuery, Overviews } from "./overview.ts";
import { Pages } from "./pages.ts";
import { readSeed } from "./seed.ts";

interface Connection {
  db: Database;
  pages: Pages;
  overviews: Overviews;
}

/**
 * The reading side, on a connection of its own that cannot write. It needs no open sink: before
 * the database is there everything is empty.
 */
export class SqliteReader implements ReportReader {
  readonly #path: string;
  #connection: Connection | null = null;
  #closed = false;

  constructor(path: string) {
    this.#path = path;
  }

  async reports(query: ReportQuery): Promise<Page<Report>> {
    const nothing: Page<Report> = { items: [], next: null };
    return this.#read(({ pages }) => pages.page(query), nothing);
  }

  async report(id: string): Promise<Report | null> {
    return this.#read(({ pages }) => pages.one(id), null);
  }

  async overview(query: OverviewQuery): Promise<Overview> {
    return this.#read(({ overviews }) => overviews.overview(query), emptyOverview());
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#connection?.db.close(true);
    this.#connection = null;
  }

  // One transaction an answer: all its queries see the same state, however much is written meanwhile.
  #read<T>(answer: (connection: Connection) => T, nothing: T): T {
    try {
      const connection = this.#connected();
      if (connection === null) return nothing;
      return connection.db.transaction(() => answer(connection)).deferred();
    } catch (error) {
      throw asSinkError(error, this.#path);
    }
  }

  #connected(): Connection | null {
    if (this.#closed) throw new Error("the reader is closed");
    if (this.#connection === null && existsSync(this.#path)) this.#connection = connect(this.#path);
    return this.#connection;
  }
}

/** `null` while the file has no schema yet. */
function connect(path: string): Connection | null {
  const db = openReader(path);
  try {
    checkOwner(db, path);
    const version = schemaVersion(db);
    if (version === MIGRATIONS.length) {
      return { db, pages: new Pages(db, readSeed(db)), overviews: new Overviews(db) };
    }
    if (version > 0) throw new Error(`${path} is about to be upgraded; try again in a moment`);
  } catch (error) {
    db.close(true);
    throw error;
  }
  db.close(true);
  return null;
}
