import type { Database, Statement } from "bun:sqlite";

/** Rows deleted in one commit; each may be a megabyte, and the requests of that moment wait for it. */
const ROWS = 64;

/** Free pages (4 KiB each) that are kept for the rows to come; beyond them the file is made smaller. */
const SPARE_PAGES = 4096;

/** Pages given back to the file system in one commit: a few milliseconds of the thread that answers requests. */
const VACUUM_PAGES = 64;

/** Deletes what every sink has passed, and makes the file smaller after it, a little at a time. */
export class Trimmer {
  readonly #db: Database;
  readonly #delete: Statement;
  readonly #free: Statement<{ freelist_count: number }, []>;
  #allowed = 0;
  #upTo = 0;
  #vacuum = false;

  constructor(db: Database) {
    this.#db = db;
    this.#delete = db.prepare(
      `DELETE FROM entry WHERE seq IN (
         SELECT seq FROM entry WHERE seq <= ? AND seq < ? ORDER BY seq LIMIT ${ROWS})`,
    );
    this.#free = db.prepare("PRAGMA freelist_count");
  }

  /** Lets rows up to and including `seq` go. */
  allow(seq: number): void {
    this.#allowed = Math.max(this.#allowed, seq);
    this.#upTo = this.#allowed;
  }

  /** The transaction of the last {@link step} was refused: what it deleted is there again. */
  takeBack(): void {
    this.#upTo = this.#allowed;
  }

  /** Whether rows up to `seq` are gone, but for the newest, and the file is about as small as it is to be. */
  isPast(seq: number): boolean {
    return this.#allowed >= seq && !this.deleting && !this.shrinking;
  }

  /** Whether there are rows to delete. */
  get deleting(): boolean {
    return this.#upTo > 0;
  }

  /** Whether the file is larger than it has to be, and nothing is left to delete. */
  get shrinking(): boolean {
    return this.#vacuum && !this.deleting;
  }

  /**
   * Deletes some rows, inside the caller's transaction. The newest row always stays: the next
   * sequence number and the totals continue from it.
   */
  deleteRows(newest: number): void {
    if (!this.deleting) return;
    const { changes } = this.#delete.run(this.#upTo, newest);
    if (changes === ROWS) return;
    this.#upTo = 0;
    this.#lookForSpace();
  }

  /** Gives some pages back to the file system, inside the caller's transaction. */
  shrink(): void {
    if (!this.shrinking) return;
    this.#db.run(`PRAGMA incremental_vacuum(${VACUUM_PAGES})`);
    this.#lookForSpace();
  }

  #lookForSpace(): void {
    this.#vacuum = (this.#free.get()?.freelist_count ?? 0) > SPARE_PAGES;
  }
}
