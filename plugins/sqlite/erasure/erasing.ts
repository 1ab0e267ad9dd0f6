import type { Database } from "bun:sqlite";
import type { Erasure, ErasureStep } from "tattle/sink";
import { columnText } from "../codec/report.ts";
import { emptyLogNow } from "../connection.ts";
import { readSeed } from "../seed.ts";
import type { Writer } from "../writer.ts";
import { Bitmap } from "./bitmap.ts";
import { DocumentName } from "./documents.ts";
import { MeantReports } from "./reports.ts";
import { OrphanTexts } from "./texts.ts";

/** Pages given back in one step: each may have to be moved. */
const PAGES = 256;

const NOTHING: ErasureStep = { done: false, reports: 0 };

/** What {@link Erasing} works with. */
export interface ErasingOptions {
  db: Database;
  writer: Writer;
  erasure: Erasure;
}

/**
 * One erasure, a step at a time, each a short transaction: first the document's name on counts,
 * then reports, then all texts that no report names any more, then the pages of the file that
 * hold nothing, and the log last. What a step leaves behind, however it ends, the next run finds.
 */
export class Erasing {
  readonly #o: ErasingOptions;
  readonly #documents: DocumentName | null;
  readonly #reports: MeantReports;
  #texts: OrphanTexts | null = null;
  readonly #used = new Bitmap();
  readonly #transaction: (work: () => ErasureStep) => ErasureStep;
  #phase: "documents" | "reports" | "texts" | "pages" | "log" = "documents";

  /** Call {@link end}, whatever becomes of it. */
  constructor(options: ErasingOptions) {
    const { db, writer, erasure } = options;
    this.#o = options;
    const mark = (text: number) => this.#used.add(text);
    // Before the look at the newest report: what is written from here on is told by the writer.
    writer.watchTexts(mark);
    this.#reports = new MeantReports(db, erasure, mark);
    this.#documents = documentOf(db, erasure);
    this.#transaction = db.transaction((work: () => ErasureStep) => work()).immediate;
    db.run("PRAGMA secure_delete = ON");
  }

  /** Is it this one? A host that was told of a failure may come with another. */
  is({ id }: Erasure): boolean {
    return this.#o.erasure.id === id;
  }

  /** Throws what SQLite throws; then this run has to be ended and begun anew. */
  step(): ErasureStep {
    if (this.#phase === "pages") return this.#giveBack();
    if (this.#phase === "log") return { done: emptyLogNow(this.#o.db), reports: 0 };
    const result = this.#transaction(() => this.#forget());
    // Nobody may remember what is gone.
    this.#o.writer.forget();
    return result;
  }

  end(): void {
    this.#o.writer.watchTexts(null);
    this.#o.db.run("PRAGMA secure_delete = FAST");
  }

  #forget(): ErasureStep {
    if (this.#phase === "documents") {
      if (this.#documents?.step() !== true) this.#phase = "reports";
      return NOTHING;
    }
    if (this.#phase === "reports") {
      const reports = this.#reports.step();
      if (reports === null) this.#phase = "texts";
      return { done: false, reports: reports ?? 0 };
    }
    this.#texts ??= new OrphanTexts(this.#o.db, this.#used);
    if (this.#texts.step() === null) this.#phase = "pages";
    return NOTHING;
  }

  /** Pages that were freed before are as they were then. */
  #giveBack(): ErasureStep {
    const { db } = this.#o;
    db.run(`PRAGMA incremental_vacuum(${PAGES})`);
    const free = db.query<{ freelist_count: number }, []>("PRAGMA freelist_count").get();
    if ((free?.freelist_count ?? 0) === 0) this.#phase = "log";
    return NOTHING;
  }
}

function documentOf(db: Database, { documentURL, project }: Erasure): DocumentName | null {
  if (documentURL === null) return null;
  const document = { url: documentURL, project: project === null ? null : columnText(project) };
  return new DocumentName(db, document, readSeed(db));
}
