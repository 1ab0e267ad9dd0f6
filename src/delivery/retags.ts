import type { Database, Statement } from "bun:sqlite";
import { changedRules, type NoiseRule, noiseRetagger } from "../admission/index.ts";
import type { Report } from "../report/report.ts";
import type { QueuedLetter, ReplayQueue } from "./letter.ts";
import type { PendingRetag, RetagInfo, RetagOfSink, RetagQueue, RetagState } from "./retag.ts";

/** Tables of the noise rules that are used, and of how far each sink is with them. */
export const RETAG_TABLES = `
  CREATE TABLE noise_use (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    rules TEXT NOT NULL
  ) STRICT;
  CREATE TABLE noise_sink (
    sink TEXT PRIMARY KEY,
    use TEXT NOT NULL,
    state TEXT NOT NULL,
    changed_rules TEXT NOT NULL,
    read INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    progress REAL NOT NULL,
    done_at INTEGER
  ) WITHOUT ROWID, STRICT;`;

interface Use {
  id: string;
  at: number;
  seq: number;
  rules: readonly NoiseRule[];
}

interface SinkRow extends RetagOfSink {
  use: string;
  changedRules: string;
}

/** What {@link Retags.use} is told. */
export interface NewUse {
  id: string;
  rules: readonly NoiseRule[];
  /** The newest row of the journal. */
  seq: number;
  sinks: readonly string[];
  at: number;
}

/**
 * Which noise rules are used, and how far sinks are with them, on disk. What a sink was not done
 * with when rules change again is not done any more: it begins anew, and remembers all rules that
 * have changed since it was last done. Everything throws what SQLite throws, and has changed nothing then.
 */
export class Retags {
  readonly #db: Database;
  readonly #epoch: string;
  readonly #row: Statement<SinkRow, [string]>;
  readonly #names: Statement<{ sink: string }, []>;
  readonly #write: Statement;
  #use: Use | null;
  #tagger: { id: string; tag: (report: Report) => string | null } | null = null;
  /** Sinks that were asked since the start. */
  readonly #settled = new Set<string>();
  readonly #pending = new Map<string, PendingRetag | null>();

  /** @param epoch of the journal that there is: what another one had has come */
  constructor(db: Database, epoch: string) {
    this.#db = db;
    this.#epoch = epoch;
    this.#row = db.prepare(
      `SELECT sink, use, state, changed_rules AS changedRules, read, changed, progress, done_at AS doneAt
       FROM noise_sink WHERE sink = ?`,
    );
    this.#names = db.prepare("SELECT sink FROM noise_sink");
    this.#write = db.prepare("INSERT OR REPLACE INTO noise_sink VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    this.#use = this.#load();
  }

  /** Takes rules; where they are those that there were, only sinks that are new to them have something to do. */
  use({ id, rules, seq, sinks, at }: NewUse): void {
    const before = this.#use;
    const changed = before === null ? [] : changedRules(before.rules, rules);
    const same = before !== null && changed.length === 0;
    const use = same ? before : { id, at, seq, rules };
    this.#change(() => {
      if (!same) this.#save(use);
      // Those that left the configuration may come back.
      const known = same ? [] : this.#names.all().map(({ sink }) => sink);
      for (const sink of new Set([...sinks, ...known])) this.#enroll(sink, use, changed);
    });
    this.#use = use;
    if (!same) this.#settled.clear();
    this.#pending.clear();
  }

  /** How far these sinks are. */
  get(sinks: readonly string[]): RetagInfo | null {
    if (this.#use === null) return null;
    const { id, at } = this.#use;
    const rows = sinks.map((sink) => this.#row.get(sink)).filter((row) => row !== null);
    return { id, at, sinks: rows.map(({ use: _, changedRules: __, ...row }) => row) };
  }

  /** The same letters with the tags of now: what was kept as a dead letter has those of its time. */
  lettersOf(queue: ReplayQueue): ReplayQueue {
    return {
      get size() {
        return queue.size;
      },
      next: (after, limits) => queue.next(after, limits).map((letter) => this.#tagged(letter)),
      settle: (verdict) => queue.settle(verdict),
    };
  }

  /** The retagging of one sink. */
  queue(sink: string): RetagQueue {
    return {
      next: () => this.#next(sink),
      tell: (id, { read, changed, progress }) =>
        this.#update(sink, id, { state: "retagging", read, changed, progress, doneAt: null }),
      done: (id, { read, changed }, doneAt) =>
        this.#settle(sink, id, { state: "done", read, changed, progress: 1, doneAt }),
      notAsked: (id) => void this.#settle(sink, id, { state: "not_asked" }),
    };
  }

  #tagged(letter: QueuedLetter): QueuedLetter {
    const use = this.#use;
    if (use === null || letter.report.receivedAt >= use.at) return letter;
    // Which rules have changed since a letter was kept nobody knows: one that is still there counts as the same.
    if (this.#tagger?.id !== use.id) {
      this.#tagger = { id: use.id, tag: noiseRetagger(use.rules, new Set()) };
    }
    return { ...letter, report: { ...letter.report, noise: this.#tagger.tag(letter.report) } };
  }

  #settle(sink: string, id: string, part: Partial<RetagOfSink>): boolean {
    const row = this.#row.get(sink);
    if (row?.use !== id) return false;
    const isNew = row.state !== part.state;
    if (isNew) this.#update(sink, id, { ...part, changedRules: "[]" });
    this.#settled.add(sink);
    this.#pending.clear();
    return isNew;
  }

  #next(sink: string): PendingRetag | null {
    const known = this.#pending.get(sink);
    if (known !== undefined) return known;
    const row = this.#row.get(sink);
    const use = this.#use;
    const pending =
      row === null || use === null || (isSettled(row.state) && this.#settled.has(sink))
        ? null
        : { id: use.id, seq: use.seq, rules: use.rules, changed: JSON.parse(row.changedRules) };
    this.#pending.set(sink, pending);
    return pending;
  }

  #enroll(sink: string, use: Use, changed: readonly string[]): void {
    const row = this.#row.get(sink);
    if (row?.use === use.id) return;
    const all = new Set<string>([
      ...(row === null ? [] : JSON.parse(row.changedRules)),
      ...changed,
    ]);
    this.#write.run(sink, use.id, "waiting", JSON.stringify([...all]), 0, 0, 0, null);
  }

  #update(sink: string, id: string, part: Partial<SinkRow>): void {
    const row = this.#row.get(sink);
    if (row?.use !== id) return;
    const { use, state, changedRules, read, changed, progress, doneAt } = { ...row, ...part };
    this.#change(() => {
      this.#write.run(sink, use, state, changedRules, read, changed, progress, doneAt);
    });
  }

  #save({ id, at, seq, rules }: Use): void {
    this.#db
      .query("INSERT OR REPLACE INTO noise_use VALUES (1, ?, ?, ?, ?, ?)")
      .run(id, at, this.#epoch, seq, JSON.stringify(rules));
  }

  #load(): Use | null {
    const row = this.#db
      .query<{ id: string; at: number; epoch: string; seq: number; rules: string }, []>(
        "SELECT id, at, epoch, seq, rules FROM noise_use",
      )
      .get();
    if (row === null) return null;
    const { id, at, epoch, seq, rules } = row;
    return { id, at, seq: epoch === this.#epoch ? seq : 0, rules: JSON.parse(rules) };
  }

  #change(task: () => void): void {
    this.#db.transaction(task).immediate();
    this.#pending.clear();
  }
}

function isSettled(state: RetagState): boolean {
  return state === "done" || state === "not_asked";
}
