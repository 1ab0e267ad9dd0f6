import type { Database, Statement } from "bun:sqlite";
import { MAX_ISSUE_DOCUMENTS } from "tattle/sink";
import { DocumentDays } from "./document-days.ts";
import { Generations } from "./generations.ts";
import type { Stream } from "./streams.ts";
import type { Sum } from "./tally.ts";
import type { Texts } from "./texts.ts";

/** Documents that are told apart for one issue and day. */
export const MAX_DOCUMENTS = 50;
/** Documents that are told apart for one project and day. */
export const MAX_PROJECT_DOCUMENTS = 1_000;

/** Characters of a URL. */
const MAX_URL = 2048;
const LONG_URL = "";

/** Issues whose documents are remembered. */
const MAX_CACHED = 2_000;

/** Counts violations by the document that they happened in: for each issue, and for the project. */
export class Documents {
  readonly #issueDays: DocumentDays<number>;
  readonly #projectDays: DocumentDays<string>;
  readonly #select: Statement<{ text_id: number }, [number]>;
  readonly #insert: Statement<unknown, [number, number]>;
  readonly #known = new Generations<number, Set<number>>(MAX_CACHED);

  constructor(db: Database, texts: Texts) {
    this.#issueDays = new DocumentDays(db, texts, {
      table: "document_days",
      owner: "stream_id",
      limit: MAX_DOCUMENTS,
    });
    this.#projectDays = new DocumentDays(db, texts, {
      table: "project_document_days",
      owner: "project",
      limit: MAX_PROJECT_DOCUMENTS,
    });
    this.#select = db.prepare("SELECT text_id FROM issue_documents WHERE stream_id = ?");
    this.#insert = db.prepare("INSERT INTO issue_documents VALUES (?, ?) ON CONFLICT DO NOTHING");
  }

  /** Counts one violation under a day (since the epoch) and an issue's stream. */
  add(day: number, { id, project }: Stream, documentURL: string, one: Readonly<Sum>): void {
    const url = documentURL.length > MAX_URL ? LONG_URL : documentURL;
    this.#issueDays.add(day, id, url, one);
    this.#projectDays.add(day, project, url, one);
  }

  /** Writes what was added. */
  flush(): void {
    this.#issueDays.flush((stream, text) => this.#seen(stream, text));
    this.#projectDays.flush(() => {});
  }

  /** Forgets what was added and not written, and what a rolled back transaction may have taken with it. */
  forget(): void {
    this.#issueDays.forget();
    this.#projectDays.forget();
    this.#known.clear();
  }

  #seen(stream: number, text: number): void {
    const known = this.#known.ensure(
      stream,
      () => new Set(this.#select.all(stream).map(({ text_id }) => text_id)),
    );
    if (known.has(text) || known.size >= MAX_ISSUE_DOCUMENTS) return;
    known.add(text);
    this.#insert.run(stream, text);
  }
}
