import type { Database, Statement } from "bun:sqlite";
import { OTHER_DOCUMENTS } from "../document-days.ts";
import { saltedHash, storable, textOf } from "../texts.ts";

/** A document that is to be forgotten. */
export interface MeantDocument {
  url: string;
  /** Only in this project, as a column has it; `null` for all. */
  project: string | null;
}

/** Issues looked at in one step. */
const STREAMS = 500;

const IN_PROJECT = "SELECT id FROM streams WHERE $project IS NULL OR project = $project";

/** Counts of the document become counts of all other ones, so that sums stay. */
const DAYS = [
  `INSERT INTO document_days
     SELECT day, stream_id, ${OTHER_DOCUMENTS}, received, estimated FROM document_days
     WHERE day = $day AND text_id = $text AND stream_id IN (${IN_PROJECT})
   ON CONFLICT DO UPDATE SET
     received = received + excluded.received, estimated = estimated + excluded.estimated`,
  `DELETE FROM document_days
   WHERE day = $day AND text_id = $text AND stream_id IN (${IN_PROJECT})`,
  `INSERT INTO project_document_days
     SELECT day, project, ${OTHER_DOCUMENTS}, received, estimated FROM project_document_days
     WHERE day = $day AND text_id = $text AND ($project IS NULL OR project = $project)
   ON CONFLICT DO UPDATE SET
     received = received + excluded.received, estimated = estimated + excluded.estimated`,
  `DELETE FROM project_document_days
   WHERE day = $day AND text_id = $text AND ($project IS NULL OR project = $project)`,
];

const OF_STREAMS = [
  `DELETE FROM issue_documents
   WHERE stream_id > $from AND stream_id <= $to AND text_id = $text AND stream_id IN (${IN_PROJECT})`,
  `UPDATE variants SET source_file = NULL
   WHERE stream_id > $from AND stream_id <= $to AND source_file = $url AND stream_id IN (${IN_PROJECT})`,
];

type Values = Record<string, string | number | Uint8Array | null>;

/** Takes a document's name off everything that is counted: first by day, then by issue. */
export class DocumentName {
  readonly #document: MeantDocument;
  readonly #text: number | null;
  readonly #nextDay: Statement<{ day: number | null }, [number]>;
  readonly #nextStream: Statement<{ last: number | null }, [number]>;
  readonly #left: Statement<{ left: number }, [Values]>;
  readonly #days: ReadonlyArray<Statement<unknown, [Values]>>;
  readonly #streams: ReadonlyArray<Statement<unknown, [Values]>>;
  readonly #unname: Statement<unknown, [number]>;
  #day = -1;
  #stream: number | null = null;
  /** Another project counts by it, too. */
  #shared = false;

  /** @param seed the database's */
  constructor(db: Database, document: MeantDocument, seed: bigint) {
    this.#document = document;
    this.#nextDay = db.prepare(
      `SELECT min(day) AS day FROM (SELECT min(day) AS day FROM document_days WHERE day > ?1
         UNION ALL SELECT min(day) FROM project_document_days WHERE day > ?1)`,
    );
    this.#nextStream = db.prepare(
      `SELECT max(id) AS last FROM (SELECT id FROM streams WHERE id > ? ORDER BY id LIMIT ${STREAMS})`,
    );
    this.#left = db.prepare(
      `SELECT EXISTS (SELECT 1 FROM document_days WHERE day = $day AND text_id = $text) OR
         EXISTS (SELECT 1 FROM project_document_days WHERE day = $day AND text_id = $text) AS left`,
    );
    this.#days = DAYS.map((sql) => db.prepare(sql));
    this.#streams = OF_STREAMS.map((sql) => db.prepare(sql));
    this.#unname = db.prepare("UPDATE texts SET document_day = -1 WHERE id = ?");
    const rows = db
      .query<{ id: number; text: string | Uint8Array }, [number]>(
        "SELECT id, text FROM texts WHERE hash = ?",
      )
      .all(saltedHash(document.url, seed));
    this.#text = rows.find(({ text }) => textOf(text) === document.url)?.id ?? null;
  }

  /** One step, inside the caller's transaction. `false` after the last. */
  step(): boolean {
    if (this.#stream === null && this.#stepDay()) return true;
    return this.#stepStreams();
  }

  #stepDay(): boolean {
    const day = this.#nextDay.get(this.#day)?.day ?? null;
    if (this.#text === null || day === null) {
      if (this.#text !== null && !this.#shared) this.#unname.run(this.#text);
      this.#stream = 0;
      return false;
    }
    const values = { day, text: this.#text, project: this.#document.project };
    for (const statement of this.#days) statement.run(values);
    this.#day = day;
    this.#shared ||= this.#left.get({ day, text: this.#text })?.left === 1;
    return true;
  }

  #stepStreams(): boolean {
    const from = this.#stream ?? 0;
    const to = this.#nextStream.get(from)?.last ?? null;
    if (to === null) return false;
    const { project, url } = this.#document;
    const range = { from, to, project };
    const [documents, variants] = this.#streams;
    documents?.run({ ...range, text: this.#text });
    variants?.run({ ...range, url: storable(url) });
    this.#stream = to;
    return true;
  }
}
