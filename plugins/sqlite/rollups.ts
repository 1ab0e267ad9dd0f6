import type { Database, Statement } from "bun:sqlite";
import type { Report } from "tattle/sink";
import { browserFamily } from "./browser.ts";
import { Generations } from "./generations.ts";
import { type Labels, NO_LABEL } from "./labels.ts";
import type { Stream } from "./streams.ts";
import { DAY, dispositionCode, HOUR, type Sum, Tally } from "./tally.ts";
import type { Texts } from "./texts.ts";

/** Documents that are told apart for one issue and day. */
export const MAX_DOCUMENTS = 50;
/** Stands for all documents beyond {@link MAX_DOCUMENTS}. */
export const OTHER_DOCUMENTS = 0;

const MAX_AGENTS = 10_000;
const ADD =
  "DO UPDATE SET received = received + excluded.received, estimated = estimated + excluded.estimated";

/**
 * Counts reports by hour, by day and by document. A batch is added up in memory and each key is
 * written once, so that a thousand equal reports cost as much as one.
 */
export class Rollups {
  readonly #labels: Labels;
  readonly #texts: Texts;
  readonly #hour: Statement;
  readonly #day: Statement;
  readonly #facet: Statement;
  readonly #document: Statement;
  readonly #moreOfDocument: Statement<unknown, [number, number, number, number, number]>;
  readonly #documents: Statement<{ count: number }, [number, number]>;
  readonly #families = new Generations<string, string | null>(MAX_AGENTS);
  #hours = new Tally();
  #days = new Tally();
  #facets = new Tally();
  #places = new Map<string, { day: number; stream: number; url: string; sum: Sum }>();

  constructor(db: Database, labels: Labels, texts: Texts) {
    this.#labels = labels;
    this.#texts = texts;
    this.#hour = db.prepare(`INSERT INTO hours VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT ${ADD}`);
    this.#day = db.prepare(`INSERT INTO days VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT ${ADD}`);
    this.#facet = db.prepare(
      `INSERT INTO facet_days VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT ${ADD}`,
    );
    this.#document = db.prepare(
      `INSERT INTO document_days VALUES (?, ?, ?, ?, ?) ON CONFLICT ${ADD}`,
    );
    this.#moreOfDocument = db.prepare(
      "UPDATE document_days SET received = received + ?, estimated = estimated + ? WHERE day = ? AND stream_id = ? AND text_id = ?",
    );
    this.#documents = db.prepare(
      "SELECT count(*) AS count FROM document_days WHERE day = ? AND stream_id = ? AND text_id <> 0",
    );
  }

  /** Counts one report under a moment (milliseconds since the epoch) and a weight. */
  add(report: Report, stream: Stream, at: number, weight: number): void {
    const day = Math.floor(at / DAY);
    const disposition = dispositionCode(report.disposition);
    const noise = this.#labels.id("noise", report.noise);
    this.#hours.add([Math.floor(at / HOUR), stream.id, disposition, noise], weight);
    this.#days.add([day, stream.id, disposition, noise], weight);
    const version = this.#labels.id("version", report.request.version);
    const browser = this.#browser(report.userAgent);
    this.#facets.add([day, stream.id, disposition, noise, version, browser], weight);
    const url = report.violation?.documentURL;
    if (stream.issue !== null && url != null) this.#addPlace(day, stream.id, url, weight);
  }

  /** Writes what was added. */
  flush(): void {
    for (const { key, sum } of this.#hours.values()) {
      this.#hour.run(...key, sum.received, sum.estimated);
    }
    for (const { key, sum } of this.#days.values()) {
      this.#day.run(...key, sum.received, sum.estimated);
    }
    for (const { key, sum } of this.#facets.values()) {
      this.#facet.run(...key, sum.received, sum.estimated);
    }
    for (const { day, stream, url, sum } of this.#places.values()) {
      this.#writePlace(day, stream, url, sum);
    }
    this.discard();
  }

  /** Forgets what was added and not written. */
  discard(): void {
    this.#hours = new Tally();
    this.#days = new Tally();
    this.#facets = new Tally();
    this.#places = new Map();
  }

  #browser(userAgent: string | null): number {
    if (userAgent === null) return NO_LABEL;
    const family = this.#families.ensure(userAgent, () => browserFamily(userAgent));
    return this.#labels.id("browser", family);
  }

  #addPlace(day: number, stream: number, url: string, weight: number): void {
    const key = `${day},${stream},${url}`;
    const found = this.#places.get(key);
    if (found === undefined) {
      this.#places.set(key, { day, stream, url, sum: { received: 1, estimated: weight } });
      return;
    }
    found.sum.received += 1;
    found.sum.estimated += weight;
  }

  #writePlace(day: number, stream: number, url: string, sum: Sum): void {
    const { received, estimated } = sum;
    const known = this.#texts.find(url);
    if (known !== null) {
      const { changes } = this.#moreOfDocument.run(received, estimated, day, stream, known);
      if (changes > 0) return;
    }
    const full = (this.#documents.get(day, stream)?.count ?? 0) >= MAX_DOCUMENTS;
    const document = full ? OTHER_DOCUMENTS : this.#texts.require(url);
    this.#document.run(day, stream, document, received, estimated);
  }
}
