import type { Database, Statement } from "bun:sqlite";
import { textOf } from "../texts.ts";

/** Characters of all texts together that are remembered. */
const MAX_LENGTH = 8 * 2 ** 20;
/** Of so many issues texts are read one by one; those of more are read all at once. */
const MAX_SINGLE = 500;

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
  readonly #variants: Statement<unknown, [number]>;
  readonly #name: Statement<unknown, [number]>;
  readonly #known = new Map<number, Remembered>();
  #length = 0;
  /** How often texts had gone. */
  #gone = 0;

  constructor(db: Database) {
    this.#db = db;
    this.#name = db.prepare("SELECT directive, blocked, source FROM issues WHERE id = ?");
    this.#variants = db.prepare("SELECT sample, source_file FROM variants WHERE stream_id = ?");
  }

  /** The streams of issues that say a text, which is in lower case. */
  having(needle: string): number[] {
    this.#forgetGone();
    const issues = this.#db
      .query<unknown, []>("SELECT id, received FROM issues")
      .values()
      .map(([id, received]): [number, number] => [Number(id), Number(received)]);
    const changed = issues.filter(([id, received]) => this.#known.get(id)?.received !== received);
    const read = this.#read(changed);
    return issues.flatMap(([id]) => {
      const texts = read.get(id) ?? this.#known.get(id)?.texts ?? [];
      return texts.some((text) => text.includes(needle)) ? [id] : [];
    });
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

  #read(issues: ReadonlyArray<readonly [number, number]>): Map<number, readonly string[]> {
    const cells = issues.length > MAX_SINGLE ? this.#all() : null;
    const read = new Map<number, readonly string[]>();
    for (const [id, received] of issues) {
      const texts = distinct(cells === null ? this.#of(id) : (cells.get(id) ?? []));
      read.set(id, texts);
      this.#remember(id, { received, texts });
    }
    return read;
  }

  #of(id: number): unknown[] {
    return [...this.#name.values(id).flat(), ...this.#variants.values(id).flat()];
  }

  #all(): Map<number, unknown[]> {
    const cells = new Map<number, unknown[]>();
    const queries = [
      "SELECT id, directive, blocked, source FROM issues",
      `SELECT DISTINCT stream_id, sample, source_file FROM variants
       WHERE sample IS NOT NULL OR source_file IS NOT NULL`,
    ];
    for (const query of queries) {
      for (const [id, ...own] of this.#db.query<unknown, []>(query).values()) {
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
