import type { Database, Statement } from "bun:sqlite";
import { CodedError } from "../report/errors.ts";
import type { Clock } from "../sink/context.ts";
import { closeDatabase, type Durability } from "../sqlite/index.ts";
import { type HourCount, type IMPORTED, type KEPT, PendingCounts, readCounts } from "./counts.ts";
import { openJournal, readEpoch } from "./database.ts";
import { packPayload } from "./payload.ts";
import { scrub } from "./scrub.ts";
import { Trimmer } from "./trim.ts";

export interface JournalOptions {
  /** The data folder; must exist and be locked by this process. */
  dir: string;
  durability: Durability;
  clock: Clock;
}

/** Whether the journal takes reports: `failing` when the disk refuses, `blocked` when a sink must lose nothing and is full. */
export type JournalState = "ok" | "failing" | "blocked";

/** What one request brought. */
export interface Append {
  project: string;
  /** A `JournalEntry` as JSON. */
  text: string;
  /** How many items it holds. They count for the project once they are durable. */
  reports: number;
  /** As what they count. Default `kept`. */
  outcome?: typeof KEPT | typeof IMPORTED;
  /** What else the request brought and was dropped, by reason. Counted together with what was kept, or not at all. */
  drops?: Readonly<Record<string, number>>;
}

/** A row ends near this many characters, so that nobody has to hold much more than that at once. */
const ROW_LENGTH = 1 << 20;

/** Least time between two commits that make the file smaller, in milliseconds. */
const SHRINK_PAUSE = 50;

/** Requests that become durable together. */
interface Group {
  entries: Append[];
  promise: Promise<void>;
  resolve: () => void;
  reject: (error: CodedError) => void;
}

/**
 * The durable hand-over between requests and sinks: an append-only table whose only writer is
 * this object, on the thread that answers requests. All requests of one turn of the event loop
 * share one transaction and thereby one fsync.
 */
export class Journal {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #insert: Statement;
  readonly #trimmer: Trimmer;
  readonly #commit: (group: Group | null) => void;
  readonly #counts: PendingCounts;
  #tail: { seq: number; reports: number; bytes: number };
  #group: Group | null = null;
  #scheduled = false;
  #failure: CodedError | null = null;
  #blocked = false;
  #closed = false;
  /** Whether the next commit may make the file smaller, or one after a pause. */
  #shrink: "no" | "waiting" | "due" = "no";

  /** Called after each commit that added rows. */
  onCommit: () => void = () => {};
  /** Called when {@link state} has changed. */
  onState: (state: JournalState) => void = () => {};

  /** Identifies this file's sequence numbers; a position from another epoch means nothing here. */
  readonly epoch: string;

  /** @throws CodedError `data_unusable`, `data_newer` */
  constructor({ dir, durability, clock }: JournalOptions) {
    const db = openJournal(dir, durability);
    this.#db = db;
    this.#clock = clock;
    this.epoch = readEpoch(db);
    this.#tail = db
      .query<{ seq: number; reports: number; bytes: number }, []>(
        `SELECT seq, total_reports AS reports, total_bytes AS bytes
         FROM entry ORDER BY seq DESC LIMIT 1`,
      )
      .get() ?? { seq: 0, reports: 0, bytes: 0 };
    this.#counts = new PendingCounts(db);
    this.#insert = db.prepare("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)");
    this.#trimmer = new Trimmer(db);
    this.#commit = db.transaction((group: Group | null) => this.#write(group)).immediate;
  }

  get state(): JournalState {
    if (this.#failure) return "failing";
    return this.#blocked ? "blocked" : "ok";
  }

  /** Why the last commit failed; `null` when it did not. */
  get failure(): CodedError | null {
    return this.#failure;
  }

  /**
   * Adds what one request brought. Resolves when it is durable.
   *
   * @throws CodedError `journal_unavailable`: nothing of it was kept
   */
  append(entry: Append): Promise<void> {
    if (this.#blocked) {
      return Promise.reject(
        unavailable('A sink with on_full = "block" has reached its max_backlog.'),
      );
    }
    const group = this.#openGroup();
    group.entries.push(entry);
    return group.promise;
  }

  /** Counts an outcome. Durable with the next commit; {@link flushed} tells when. */
  count(project: string | null, outcome: string, count: number): void {
    this.#counts.add(project, outcome, count);
    this.#schedule();
  }

  /**
   * Resolves when all counts so far are durable. Also when the disk refused them: they wait in
   * memory then, and what was dropped on purpose is not worth a resend for the counter's sake.
   */
  flushed(): Promise<void> {
    if (this.#counts.empty) return Promise.resolve();
    return this.#openGroup().promise.catch(() => {});
  }

  /** Lets rows up to and including `seq` go. They are deleted little by little. */
  trim(seq: number): void {
    this.#trimmer.allow(seq);
    this.#schedule();
  }

  /**
   * Overwrites what rows up to `seq` have said, once they were trimmed.
   *
   * @returns false while it cannot be done; then ask again
   */
  scrub(seq: number): boolean {
    this.#flush();
    if (this.#closed || this.#failure !== null || !this.#trimmer.isPast(seq)) return false;
    try {
      return scrub(this.#db, seq);
    } catch {
      // A disk that refuses: the next commit finds and tells it.
      return false;
    }
  }

  /** Refuses appends for as long as a sink that must lose nothing is full. */
  setBlocked(blocked: boolean): void {
    const before = this.state;
    this.#blocked = blocked;
    if (this.state !== before) this.onState(this.state);
  }

  /** Tries a commit, so that a journal that was failing is found healthy again without traffic. */
  probe(): void {
    this.#flush();
  }

  /** Counters from the hour that contains `since` on (milliseconds since the epoch), oldest first. */
  counters(since = 0): HourCount[] {
    return readCounts(this.#db, since);
  }

  /** Commits what is pending and closes the file. Later appends are refused. */
  close(): void {
    if (this.#closed) return;
    this.#flush();
    this.#closed = true;
    closeDatabase(this.#db);
  }

  #openGroup(): Group {
    if (this.#group) return this.#group;
    const group: Group = { entries: [], ...Promise.withResolvers<void>() };
    if (this.#closed) {
      group.reject(unavailable("The journal is closed."));
      return group;
    }
    this.#group = group;
    this.#schedule();
    return group;
  }

  #schedule(): void {
    if (this.#scheduled || this.#closed) return;
    this.#scheduled = true;
    // After every request that this turn of the loop brings, not after the first of them.
    setImmediate(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#closed) return;
    const group = this.#group;
    this.#group = null;
    const tail = { ...this.#tail };
    try {
      this.#commit(group);
    } catch (cause) {
      this.#tail = tail;
      this.#counts.takeBack();
      this.#trimmer.takeBack();
      const error = unavailable(`The journal could not be written: ${cause}`, cause);
      this.#setFailure(error);
      group?.reject(error);
      return;
    }
    this.#counts.settle();
    this.#setFailure(null);
    if (this.#tail.seq !== tail.seq) this.onCommit();
    group?.resolve();
  }

  #setFailure(failure: CodedError | null): void {
    const before = this.state;
    this.#failure = failure;
    if (this.state !== before) this.onState(this.state);
  }

  /** Runs inside the transaction. */
  #write(group: Group | null): void {
    const now = this.#clock.now();
    if (group) this.#insertRows(group.entries, now);
    for (const entry of group?.entries ?? []) this.#counts.addEntry(entry);
    this.#counts.write(now);
    this.#trim(group === null);
    // A commit without any change would prove nothing about the disk.
    if (this.#failure)
      this.#db.run("INSERT OR REPLACE INTO meta VALUES ('probe', ?)", [String(now)]);
  }

  /** One step of trimming. Making the file smaller has time: it never keeps a request waiting. */
  #trim(idle: boolean): void {
    this.#trimmer.deleteRows(this.#tail.seq);
    if (this.#trimmer.deleting) {
      this.#schedule();
      return;
    }
    if (this.#shrink === "due") {
      if (idle) this.#trimmer.shrink();
      this.#shrink = "no";
    }
    if (this.#trimmer.shrinking && this.#shrink === "no") void this.#shrinkLater();
  }

  async #shrinkLater(): Promise<void> {
    this.#shrink = "waiting";
    await this.#clock.sleep(SHRINK_PAUSE);
    this.#shrink = "due";
    this.#schedule();
  }

  #insertRows(entries: Group["entries"], now: number): void {
    let texts: string[] = [];
    let reports = 0;
    let length = 0;
    const put = () => {
      const payload = packPayload(`[${texts.join(",")}]`);
      const { seq, reports: before, bytes } = this.#tail;
      const tail = { seq: seq + 1, reports: before + reports, bytes: bytes + payload.length };
      this.#insert.run(tail.seq, now, reports, tail.reports, tail.bytes, payload);
      this.#tail = tail;
      texts = [];
      reports = 0;
      length = 0;
    };
    for (const entry of entries) {
      texts.push(entry.text);
      reports += entry.reports;
      length += entry.text.length;
      if (length >= ROW_LENGTH) put();
    }
    if (texts.length > 0) put();
  }
}

function unavailable(message: string, cause?: unknown): CodedError {
  return new CodedError("journal_unavailable", message, { cause });
}
