import type { Database, Statement } from "bun:sqlite";
import type { Sum } from "./tally.ts";
import type { Texts } from "./texts.ts";

/** Documents that are told apart for one issue and day. */
export const MAX_DOCUMENTS = 50;

/** Stands for all documents beyond {@link MAX_DOCUMENTS}, and for those that are nobody's page. */
const OTHER = 0;
/** Characters of a URL. */
const MAX_URL = 2048;
const LONG_URL = "";

/** What a batch does to one document of an issue and day. */
interface Place {
  day: number;
  stream: number;
  url: string;
  sum: Sum;
}

/** Counts violations by the document that they happened in. */
export class Documents {
  readonly #texts: Texts;
  readonly #has: Statement<unknown, [number, number, number]>;
  readonly #count: Statement<{ count: number }, [number, number]>;
  readonly #add: Statement<unknown, [number, number, number, number, number]>;
  #places = new Map<string, Place>();

  constructor(db: Database, texts: Texts) {
    this.#texts = texts;
    this.#has = db.prepare(
      "SELECT 1 FROM document_days WHERE day = ? AND stream_id = ? AND text_id = ?",
    );
    this.#count = db.prepare(
      `SELECT count(*) AS count FROM document_days WHERE day = ? AND stream_id = ? AND text_id <> ${OTHER}`,
    );
    this.#add = db.prepare(
      `INSERT INTO document_days VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
       SET received = received + excluded.received, estimated = estimated + excluded.estimated`,
    );
  }

  /** Counts one violation under a day (since the epoch), an issue's stream and a weight. */
  add(day: number, stream: number, documentURL: string, weight: number): void {
    const url = documentURL.length > MAX_URL ? LONG_URL : documentURL;
    const key = `${day},${stream},${url}`;
    const found = this.#places.get(key);
    if (found === undefined) {
      this.#places.set(key, { day, stream, url, sum: { received: 1, estimated: weight } });
      return;
    }
    found.sum.received += 1;
    found.sum.estimated += weight;
  }

  /** Writes what was added. */
  flush(): void {
    for (const { day, stream, url, sum } of this.#places.values()) {
      const document = this.#document(day, stream, url);
      this.#add.run(day, stream, document, sum.received, sum.estimated);
    }
    this.discard();
  }

  /** Forgets what was added and not written. */
  discard(): void {
    this.#places = new Map();
  }

  #document(day: number, stream: number, url: string): number {
    if (url === LONG_URL) return OTHER;
    const known = this.#texts.find(url);
    if (known !== null && this.#has.get(day, stream, known)) return known;
    const full = (this.#count.get(day, stream)?.count ?? 0) >= MAX_DOCUMENTS;
    return full ? OTHER : this.#texts.require(url);
  }
}
