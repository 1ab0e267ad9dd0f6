import type { Database, Statement } from "bun:sqlite";
import { textOf } from "../texts.ts";

/** Characters of all texts together that are remembered. */
const MAX_LENGTH = 8 * 2 ** 20;
/** Issues whose texts are read at once, and no more: senders choose how many there are, and how long. */
const AT_ONCE = 500;

/** A stream, and the reports that it has now. */
type Issue = readonly [id: number, received: number];

type Cell = string | Uint8Array | null;

/** What an issue says, in lower case and each text once. */
interface Remembered {
  /** Reports that it had then: without one more it cannot have said anything else. */
  received: number;
  texts: readonly string[];
}

/**
 * Texts of issues but for their documents, remembered for as long as no report of the issue comes
 * in. Senders choose them: beyond a bound they are read again for each search.
 */
export class IssueTexts {
  readonly #db: Database;
  /** What issues say, by a list of their ids. */
  readonly #says: ReadonlyArray<Statement<unknown, [string]>>;
  readonly #known = new Map<number, Remembered>();
  #length = 0;
  /** How often texts had gone. */
  #gone = 0;

  constructor(db: Database) {
    this.#db = db;
    const listed = "IN (SELECT value FROM json_each(?))";
    this.#says = [
      db.prepare(`SELECT id, directive, blocked, source FROM issues WHERE id ${listed}`),
      db.prepare(
        `SELECT DISTINCT stream_id, sample, source_file FROM variants WHERE stream_id ${listed}
           AND (sample IS NOT NULL OR source_file IS NOT NULL)`,
      ),
    ];
  }

  /** The streams of issues that say a text, which is in lower case. */
  having(needle: string): number[] {
    this.#forgetGone();
    const found: number[] = [];
    const look = (id: number, texts: readonly string[]) => {
      if (texts.some((text) => text.includes(needle))) found.push(id);
    };
    const changed: Issue[] = [];
    for (const [id, received] of this.#issues()) {
      const known = this.#known.get(id);
      if (known?.received === received) look(id, known.texts);
      else changed.push([id, received]);
    }
    for (let at = 0; at < changed.length; at += AT_ONCE) {
      const part = changed.slice(at, at + AT_ONCE);
      for (const [id, texts] of this.#read(part)) look(id, texts);
    }
    return found;
  }

  /** In order of their ids. */
  #issues(): Issue[] {
    return this.#db
      .query<unknown, []>("SELECT id, received FROM issues ORDER BY id")
      .values()
      .map(([id, received]) => [Number(id), Number(received)]);
  }

  /** An erasure or retention has taken some: nobody is to find them here. */
  #forgetGone(): void {
    const row = this.#db
      .query<{ times: number }, []>("SELECT times FROM changes WHERE hour = -1")
      .get();
    const gone = row?.times ?? 0;
    if (gone === this.#gone) return;
    this.#gone = gone;
    this.#known.clear();
    this.#length = 0;
  }

  #read(part: readonly Issue[]): Map<number, readonly string[]> {
    const cells = this.#cellsOf(JSON.stringify(part.map(([id]) => id)));
    const read = new Map<number, readonly string[]>();
    for (const [id, received] of part) {
      const texts = distinct(cells.get(id) ?? []);
      read.set(id, texts);
      this.#remember(id, { received, texts });
    }
    return read;
  }

  #cellsOf(ids: string): Map<number, unknown[]> {
    const cells = new Map<number, unknown[]>();
    for (const statement of this.#says) {
      for (const [id, ...own] of statement.values(ids)) {
        const known = cells.get(Number(id));
        if (known === undefined) cells.set(Number(id), own);
        else known.push(...own);
      }
    }
    return cells;
  }

  #remember(id: number, issue: Remembered): void {
    this.#length -= lengthOf(this.#known.get(id));
    this.#known.delete(id);
    const length = lengthOf(issue);
    if (this.#length + length > MAX_LENGTH) return;
    this.#known.set(id, issue);
    this.#length += length;
  }
}

function lengthOf(issue: Remembered | undefined): number {
  return issue?.texts.reduce((sum, text) => sum + text.length, 0) ?? 0;
}

function distinct(cells: readonly unknown[]): string[] {
  const texts = cells.filter(isCell).flatMap((cell) => (cell === null ? [] : [textOf(cell)]));
  return [...new Set(texts.map((text) => text.toLowerCase()))];
}

function isCell(cell: unknown): cell is Cell {
  return cell === null || typeof cell === "string" || cell instanceof Uint8Array;
}
