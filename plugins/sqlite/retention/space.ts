import type { Database, Statement } from "bun:sqlite";

/** What the log may keep of the disk after a burst, in bytes. */
const MAX_LOG = 64 * 2 ** 20;
/** The log's share of a small `size`. */
const LOG_SHARE = 8;
/** Pages that are kept free for the rows to come; beyond them the file is made smaller. */
const SPARE_PAGES = 4_096;
/** Their share of a small `size`. */
const SPARE_SHARE = 16;
/** Pages given back in one transaction: a few milliseconds, and each may have to be moved. */
const PAGES_A_STEP = 64;

/** Bytes that the log is allowed of the whole `size`; the rest is the database's. */
export function logLimit(size: number): number {
  return Math.min(MAX_LOG, Math.floor(size / LOG_SHARE));
}

/** How much of the disk the database takes, and what it gives back. */
export class Space {
  /** Bytes that pages may take that hold something: without the log, and without free pages. */
  readonly budget: number;
  readonly #db: Database;
  readonly #pages: Statement<{ page_count: number }, []>;
  readonly #free: Statement<{ freelist_count: number }, []>;
  readonly #pageSize: number;
  readonly #spare: number;

  /** @param size bytes that the database and its log may take */
  constructor(db: Database, size: number) {
    this.#db = db;
    this.#pages = db.prepare("PRAGMA page_count");
    this.#free = db.prepare("PRAGMA freelist_count");
    this.#pageSize =
      db.query<{ page_size: number }, []>("PRAGMA page_size").get()?.page_size ?? 4096;
    const file = size - logLimit(size);
    this.#spare = Math.min(SPARE_PAGES, Math.floor(file / this.#pageSize / SPARE_SHARE));
    this.budget = file - this.#spare * this.#pageSize;
  }

  /** Bytes of the pages that hold something. The file is larger by its free pages, which are filled before it grows. */
  get used(): number {
    return ((this.#pages.get()?.page_count ?? 0) - this.#freePages) * this.#pageSize;
  }

  /** Whether the file has more free pages than it has a use for. */
  get excessive(): boolean {
    return this.#freePages > this.#spare;
  }

  /** Gives some pages back to the file system. The smallest step of all: it moves pages about. */
  giveBack(): void {
    const pages = Math.min(PAGES_A_STEP, this.#freePages - this.#spare);
    if (pages > 0) this.#db.run(`PRAGMA incremental_vacuum(${pages})`);
  }

  get #freePages(): number {
    return this.#free.get()?.freelist_count ?? 0;
  }
}
