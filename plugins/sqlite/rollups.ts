import type { Database, Statement } from "bun:sqlite";
import type { Report } from "tattle/sink";
import { browserFamily } from "./browser.ts";
import { Documents } from "./documents.ts";
import { Generations } from "./generations.ts";
import { type Labels, NO_LABEL } from "./labels.ts";
import type { Stream } from "./streams.ts";
import { DAY, dispositionCode, HOUR, Tally } from "./tally.ts";
import type { Texts } from "./texts.ts";

const MAX_AGENTS = 4_000;
const ADD =
  "DO UPDATE SET received = received + excluded.received, estimated = estimated + excluded.estimated";

/**
 * Counts reports by hour, by day and by document. A batch is added up in memory and each key is
 * written once, so that a thousand equal reports cost as much as one.
 */
export class Rollups {
  readonly #labels: Labels;
  readonly #documents: Documents;
  readonly #hour: Statement;
  readonly #day: Statement;
  readonly #facet: Statement;
  readonly #families = new Generations<string, string | null>(MAX_AGENTS);
  #hours = new Tally();
  #days = new Tally();
  #facets = new Tally();

  constructor(db: Database, labels: Labels, texts: Texts) {
    this.#labels = labels;
    this.#documents = new Documents(db, texts);
    this.#hour = db.prepare(`INSERT INTO hours VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT ${ADD}`);
    this.#day = db.prepare(`INSERT INTO days VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT ${ADD}`);
    this.#facet = db.prepare(
      `INSERT INTO facet_days VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT ${ADD}`,
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
    if (stream.issue !== null && url != null) this.#documents.add(day, stream.id, url, weight);
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
    this.#documents.flush();
    this.discard();
  }

  /** Forgets what was added and not written. */
  discard(): void {
    this.#hours = new Tally();
    this.#days = new Tally();
    this.#facets = new Tally();
    this.#documents.discard();
  }

  #browser(userAgent: string | null): number {
    if (userAgent === null) return NO_LABEL;
    const family = this.#families.ensure(userAgent, () => browserFamily(userAgent));
    return this.#labels.id("browser", family);
  }
}
