import { decodeJson, type Item, mayHoldLoneSurrogates } from "../intake/index.ts";
import type { JournalEntry, JournalItem } from "../journal/index.ts";
import { isDropReason } from "../report/drop.ts";
import { fingerprint } from "../report/fingerprint.ts";
import { redactJson, redactSamplingKey } from "../report/redact.ts";
import type { Account } from "./account.ts";
import { type ImportedLine, type LineProblem, readLine, timeOfId } from "./formats/index.ts";
import { LineIds, lineId } from "./ids.ts";
import type { Line } from "./lines.ts";
import type { ExpectedViolation, ImporterOptions, ImportOptions, ImportSink } from "./options.ts";
import { Recent } from "./recent.ts";

/** How far a moment may lie ahead of our clock, in milliseconds. */
const AHEAD = 5 * 60_000;

/** Ids and issues that are remembered, to know those that come twice. */
const MAX_REMEMBERED = 50_000;

/** What was received longer ago is new to no alert, which looks eight days back. In milliseconds. */
const NEWS = 9 * 24 * 3_600_000;

/** A line that is known to be of a project and a time. */
interface Placed extends ImportedLine {
  readonly number: number;
  readonly receivedAt: number;
  readonly project: string;
}

/** Makes of each line what is to be appended to the journal, and counts what is not. */
export class LineTaker {
  readonly #o: ImporterOptions;
  readonly #options: ImportOptions;
  readonly #account: Account;
  readonly #sinks: readonly string[];
  /** Whether the store that alerts ask gets it. What it never has is news to them when browsers send it. */
  readonly #readable: boolean;
  /** Milliseconds for which each of the sinks keeps a report. */
  readonly #keeps: number;
  readonly #lineIds = new LineIds();
  readonly #ids = new Recent(MAX_REMEMBERED);
  readonly #issues = new Recent(MAX_REMEMBERED);
  #news: ExpectedViolation[] = [];

  constructor(
    o: ImporterOptions,
    options: ImportOptions,
    sinks: readonly ImportSink[],
    account: Account,
  ) {
    this.#o = o;
    this.#options = options;
    this.#account = account;
    this.#sinks = sinks.map(({ name }) => name);
    this.#readable = sinks.some(({ reader }) => reader);
    this.#keeps = Math.min(...sinks.map(({ keeps }) => keeps ?? Number.POSITIVE_INFINITY));
  }

  /** Never throws, whatever the line is. */
  take({ number, text }: Line): JournalEntry | null {
    if (text === null) return this.#malformed(number, "line_too_long");
    const line = text === "" ? "empty" : readLine(text, this.#options.format);
    if (line === "empty") return this.#empty();
    if (typeof line === "string") return this.#malformed(number, line);
    const project = this.#projectOf(line);
    if (project === null) return this.#malformed(number, "project_unknown");
    const receivedAt = line.receivedAt ?? this.#options.receivedAt;
    const id = line.decided?.id;
    const newest = id === undefined ? receivedAt : Math.max(receivedAt, timeOfId(id));
    if (newest > this.#o.clock.now() + AHEAD) return this.#malformed(number, "time_invalid");
    // Only a line that says when it came can be told from another by what it says.
    const known = line.receivedAt === null ? number : null;
    return this.#entry({ ...line, number, receivedAt, project }, text, known);
  }

  /** Violations of issues that no earlier line had, and that are young enough to be news to somebody. Each is told once. */
  news(): ExpectedViolation[] {
    const news = this.#news;
    this.#news = [];
    return news;
  }

  #entry(line: Placed, text: string, known: number | null): JournalEntry | null {
    const { reportsPerBody } = this.#o;
    const decoded = decodeJson(line.body, mayHoldLoneSurrogates(text), { reportsPerBody });
    if (decoded === null) return this.#malformed(line.number, "unusable_report");
    if (decoded.error !== null) {
      const tooMany = decoded.error === "too_many_reports";
      return this.#malformed(line.number, tooMany ? "too_many_reports" : "unusable_report");
    }
    this.#account.used(line.format);
    for (const [reason, count] of Object.entries(decoded.drops)) {
      if (isDropReason(reason)) this.#account.dropped(line.number, reason, count);
    }
    const idOf = this.#idsOf(line, text, known);
    const items = decoded.items.flatMap((item, index) => this.#item(item, idOf(index), line));
    const { request, project, receivedAt } = line;
    return items.length === 0 ? null : { request, project, receivedAt, items, sinks: this.#sinks };
  }

  #idsOf(
    { decided, project, receivedAt }: Placed,
    text: string,
    known: number | null,
  ): (index: number) => string {
    if (decided !== null) return () => decided.id;
    const key = this.#lineIds.keyOf(project, text, known);
    return (index) => lineId(key, index, receivedAt);
  }

  /** The item for the journal, or none, which is counted then. */
  #item(item: Item, id: string, line: Placed): JournalItem[] {
    const { number, project, receivedAt, decided, request } = line;
    const oldest = Math.min(receivedAt, timeOfId(id));
    if (oldest < this.#o.clock.now() - this.#keeps) return this.#drop(number, "too_old");
    const { admission } = this.#o;
    const tag = decided?.noise ?? null;
    const verdict = admission.admitImported(project, item, request.userAgent, tag);
    if (typeof verdict === "string") return this.#drop(number, verdict);
    if (this.#ids.add(id) > 0) {
      this.#account.duplicate();
      return [];
    }
    this.#expect(item, line);
    return [this.#journalItem(item, id, verdict.noise, decided)];
  }

  #journalItem(
    { raw }: Item,
    id: string,
    noise: string | null,
    decided: ImportedLine["decided"],
  ): JournalItem {
    const strip = this.#o.urls === "strip";
    const entry: JournalItem = { id, raw: strip ? redactJson(raw) : raw };
    const { sampling = null, weight = 1 } = decided ?? {};
    if (sampling !== null) {
      entry.sampling = strip ? { ...sampling, key: redactSamplingKey(sampling.key) } : sampling;
    }
    if (weight !== 1) entry.weight = weight;
    if (noise !== null) entry.noise = noise;
    return entry;
  }

  #expect({ violation }: Item, { project, receivedAt }: Placed): void {
    if (violation === null || !this.#readable) return;
    if (receivedAt < this.#o.clock.now() - NEWS) return;
    if (this.#issues.add(fingerprint(project, violation)) === 0) {
      this.#news.push({ project, violation });
    }
  }

  /** What the import says holds for all lines; else what the line says, by name or by token. */
  #projectOf({ decided, request }: ImportedLine): string | null {
    const { admission } = this.#o;
    const { project } = this.#options;
    if (project !== null) return project;
    if (decided === null) return admission.projectOf(request.token);
    return admission.hasProject(decided.project) ? decided.project : null;
  }

  #drop(line: number, reason: Parameters<Account["dropped"]>[1]): [] {
    this.#account.dropped(line, reason);
    return [];
  }

  #empty(): null {
    this.#account.empty();
    return null;
  }

  #malformed(line: number, reason: LineProblem): null {
    this.#account.malformed(line, reason);
    return null;
  }
}
