import type { Database, Statement } from "bun:sqlite";
import type { Rejection, Report } from "tattle/sink";
import { Clusters } from "./clusters.ts";
import { ReportEncoder, type ReportRow } from "./codec/report.ts";
import { parseUuid, uuidTime } from "./codec/uuid.ts";
import { Directives } from "./directives.ts";
import { Documents } from "./documents.ts";
import { Issues } from "./issues.ts";
import { Labels } from "./labels.ts";
import { Rollups } from "./rollups.ts";
import { readSeed } from "./seed.ts";
import { type Stream, Streams } from "./streams.ts";
import { countedAt, countedWeight, DAY, HOUR } from "./tally.ts";
import { Texts } from "./texts.ts";
import { Variants } from "./variants.ts";

/** New issues of a project, directive and hour, unless it is told otherwise. */
const MAX_NEW_ISSUES = 100;

/** Bounds of what a {@link Writer} adds to the database. */
export interface WriterOptions {
  /** How many new issues a project may have in an hour for each directive. */
  newIssuesPerHour?: number;
  /** Characters that the dictionary may grow by in a day; without it there is no limit. */
  textsPerDay?: number;
}

/** Writes batches, each in one transaction: a report's row, its issue and its rollups change together or not at all. */
export class Writer {
  readonly #texts: Texts;
  /** Ids of policy versions, browsers and noise rules. */
  readonly labels: Labels;
  readonly #directives: Directives;
  readonly #streams: Streams;
  readonly #clusters = new Clusters();
  readonly #issues: Issues;
  readonly #rollups: Rollups;
  readonly #documents: Documents;
  readonly #variants: Variants;
  readonly #encoder: ReportEncoder;
  readonly #insert: Statement<unknown, [Uint8Array, number, Uint8Array]>;
  readonly #update: Statement<unknown, [Uint8Array, Uint8Array]>;
  readonly #transaction: (reports: readonly Report[]) => Rejection[];

  /** `db` has the newest schema and no other writer. */
  constructor(
    db: Database,
    { newIssuesPerHour = MAX_NEW_ISSUES, textsPerDay }: WriterOptions = {},
  ) {
    const seed = readSeed(db);
    this.#texts = new Texts(db, seed, textsPerDay);
    this.labels = new Labels(db);
    this.#directives = new Directives(db);
    this.#streams = new Streams({ db, directives: this.#directives, newIssuesPerHour });
    this.#issues = new Issues(db);
    this.#rollups = new Rollups(db, this.labels);
    this.#documents = new Documents(db, this.#texts);
    this.#variants = new Variants(db, seed);
    this.#encoder = new ReportEncoder(this.#texts.intern);
    this.#insert = db.prepare(
      "INSERT INTO reports (id, stream_id, data) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING",
    );
    this.#update = db.prepare("UPDATE reports SET data = ? WHERE id = ?");
    this.#transaction = db.transaction((reports: readonly Report[]) =>
      this.#all(reports),
    ).immediate;
  }

  /** Throws whatever SQLite throws; then nothing has changed. */
  write(reports: readonly Report[]): Rejection[] {
    try {
      return this.#transaction(reports);
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  /** Inside the caller's transaction: has a stored report say something else. Its counts are the caller's business. */
  replace({ id, project, type }: Omit<ReportRow, "data">, report: Report): void {
    this.#startDay(uuidTime(id));
    this.#update.run(this.#encoder.encode(report, { id, project, type }), id);
  }

  /** From now on `watch` hears of every text that a report names; `null` for nobody. */
  watchTexts(watch: ((id: number) => void) | null): void {
    this.#texts.watch(watch);
  }

  #all(reports: readonly Report[]): Rejection[] {
    const rejected: Rejection[] = [];
    for (const [index, report] of reports.entries()) {
      const reason = this.#one(report);
      if (reason !== null) rejected.push({ index, reason });
    }
    for (const part of this.#counting()) part.flush();
    return rejected;
  }

  /** Returns why the report can never be kept, else `null`. */
  #one(report: Report): string | null {
    const id = parseUuid(report.id);
    if (id === null) return "its id is not a UUID in canonical form";
    const idTime = uuidTime(id);
    this.#startDay(idTime);
    const stream = this.#streams.of(report, Math.floor(idTime / HOUR));
    const data = this.#encode(report, id, stream);
    if (typeof data === "string") return data;
    if (this.#insert.run(id, stream.id, data).changes === 0) return null;
    this.#count(report, stream, countedAt(report, idTime));
    return null;
  }

  #count(report: Report, stream: Stream, at: number): void {
    const weight = countedWeight(report);
    const variance = this.#clusters.add(stream.id, report, weight);
    const one = { received: 1, estimated: weight, variance };
    this.#rollups.add(report, stream, at, one);
    const { violation } = report;
    if (stream.issue === null || violation === null) return;
    this.#issues.add(stream, at, one);
    this.#variants.add(stream.id, violation, at, weight);
    const { documentURL } = violation;
    if (documentURL !== null) this.#documents.add(Math.floor(at / DAY), stream, documentURL, one);
  }

  #counting() {
    return [this.#issues, this.#rollups, this.#documents, this.#variants];
  }

  #startDay(idTime: number): void {
    for (const part of [this.#texts, this.labels]) part.startDay(Math.floor(idTime / DAY));
  }

  #encode(report: Report, id: Uint8Array, { project, type }: Stream): Uint8Array | string {
    try {
      return this.#encoder.encode(report, { id, project, type });
    } catch (error) {
      // What the report says is at fault; what SQLite says is about the database.
      if (error instanceof RangeError || error instanceof TypeError) return error.message;
      throw error;
    }
  }

  /** Forgets what it remembers of rows that may be gone: of a rolled back transaction, or by retention. */
  forget(): void {
    for (const part of [this.#texts, this.labels, this.#directives, this.#streams]) part.forget();
    this.#clusters.forget();
    for (const part of this.#counting()) part.forget();
  }
}
