import type { Database, Statement } from "bun:sqlite";
import { Generations } from "./generations.ts";
import { addTo, type Sum } from "./tally.ts";
import type { Texts } from "./texts.ts";

/** A table of counts by day, owner and document. */
export interface DocumentTable {
  table: "document_days" | "project_document_days";
  /** The column whose documents are told apart. */
  owner: "stream_id" | "project";
  /** How many are told apart in a day. */
  limit: number;
}

/** What a batch does to one document of an owner and day. */
interface Place<O> {
  day: number;
  owner: O;
  url: string;
  sum: Sum;
}

/** Stands for all documents beyond the limit, and for those of the empty URL. */
export const OTHER_DOCUMENTS = 0;

/** Owners and days whose documents are remembered. */
const MAX_CACHED = 4_000;

/** Counts by document, of which a bounded number is told apart for each owner and day. */
export class DocumentDays<O extends number | string> {
  readonly #texts: Texts;
  readonly #limit: number;
  readonly #select: Statement<{ text_id: number }, [number, O]>;
  readonly #add: Statement<unknown, [number, O, number, number, number]>;
  readonly #known = new Generations<string, Set<number>>(MAX_CACHED);
  #places = new Map<string, Place<O>>();

  constructor(db: Database, texts: Texts, { table, owner, limit }: DocumentTable) {
    this.#texts = texts;
    this.#limit = limit;
    this.#select = db.prepare(
      `SELECT text_id FROM ${table} WHERE day = ? AND ${owner} = ? AND text_id <> ${OTHER_DOCUMENTS}`,
    );
    this.#add = db.prepare(
      `INSERT INTO ${table} VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
       SET received = received + excluded.received, estimated = estimated + excluded.estimated`,
    );
  }

  /** Counts one violation under a day (since the epoch). */
  add(day: number, owner: O, url: string, one: Readonly<Sum>): void {
    const key = `${day},${owner},${url}`;
    const found = this.#places.get(key);
    if (found === undefined) this.#places.set(key, { day, owner, url, sum: { ...one } });
    else addTo(found.sum, one);
  }

  /** Writes what was added. `told` hears of each document that was told apart. */
  flush(told: (owner: O, text: number) => void): void {
    for (const { day, owner, url, sum } of this.#places.values()) {
      const document = this.#document(day, owner, url);
      this.#add.run(day, owner, document, sum.received, sum.estimated);
      if (document !== OTHER_DOCUMENTS) told(owner, document);
    }
    this.#places = new Map();
  }

  /** Forgets what was added and not written, and what a rolled back transaction may have taken with it. */
  forget(): void {
    this.#places = new Map();
    this.#known.clear();
  }

  #document(day: number, owner: O, url: string): number {
    if (url === "") return OTHER_DOCUMENTS;
    const known = this.#known.ensure(
      `${day},${owner}`,
      () => new Set(this.#select.all(day, owner).map(({ text_id }) => text_id)),
    );
    const text = this.#texts.find(url);
    if (text !== null && known.has(text)) return text;
    if (known.size >= this.#limit) return OTHER_DOCUMENTS;
    const added = text ?? this.#texts.require(url);
    if (added === null) return OTHER_DOCUMENTS;
    known.add(added);
    return added;
  }
}
