import { Database } from "bun:sqlite";
import { join } from "node:path";
import type { NoiseRule } from "../../../src/admission/index.ts";
import {
  Delivery,
  type ErasureDesk,
  type LetterDesk,
  type LetterInfo,
  type LoopSettings,
  type RetagInfo,
  type SinkSpec,
  type SinkStatus,
} from "../../../src/delivery/index.ts";
import { DeliveryStore } from "../../../src/delivery/store.ts";
import { JOURNAL_FILE, Journal } from "../../../src/journal/index.ts";
import type { Report } from "../../../src/report/report.ts";
import type { FakeSink } from "../../support/fake-sink.ts";
import { ManualClock, turns } from "../../support/manual-clock.ts";
import { MemoryLog } from "../../support/memory-log.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

export const SETTINGS: LoopSettings = {
  maxReports: 10,
  maxBytes: 1 << 20,
  maxAge: 1_000,
  timeout: 30_000,
  retry: { min: 1_000, max: 60_000 },
};

/** A report that is nothing but its id. */
export function reportOf(id: string): Report {
  return {
    id,
    project: "shop",
    receivedAt: 0,
    occurredAt: 0,
    type: "test",
    url: null,
    age: null,
    userAgent: null,
    disposition: null,
    violation: null,
    body: null,
    raw: { id },
    request: {
      id: "request",
      token: null,
      version: null,
      distinctId: null,
      sessionId: null,
      userAgent: null,
    },
    sampling: null,
    weight: 1,
    noise: null,
  };
}

/** A row here is a list of lists of ids. */
export function decode(text: string): Report[] {
  const entries: string[][] = JSON.parse(text);
  return entries.flat().map(reportOf);
}

export type RigSink = { sink: FakeSink } & Partial<Omit<SinkSpec, "plugin" | "settings">> & {
    settings?: Partial<LoopSettings>;
  };

/**
 * A real journal and a real delivery, with a clock that the test holds and sinks that it scripts.
 * Reports are called `r1`, `r2`, … in order of receipt.
 */
export class Rig implements AsyncDisposable {
  readonly #folder = temporaryFolder();
  readonly clock = new ManualClock();
  readonly log = new MemoryLog();
  journal = this.#openJournal();
  /** How rows are read; by default they are lists of ids. */
  decode = decode;
  #delivery: Delivery | null = null;
  #next = 1;
  #rules: readonly NoiseRule[] | null = null;

  get dir(): string {
    return this.#folder.path;
  }

  /** Appends a row with that many reports and returns their ids. */
  async append(reports = 1, padding = 0): Promise<string[]> {
    const ids = Array.from({ length: reports }, () => `r${this.#next++}`.padEnd(padding, "-"));
    const text = JSON.stringify(ids);
    await this.journal.append({ project: "shop", text, reports });
    return ids;
  }

  /** Starts to deliver. The first sink is `a`, the second `b`, unless they have names. */
  async start(...sinks: RigSink[]): Promise<void> {
    const specs = sinks.map(({ sink, settings, ...spec }, index): SinkSpec => {
      return {
        name: "ab".charAt(index),
        type: "fake",
        plugin: sink.plugin,
        config: {},
        settings: { ...SETTINGS, ...settings },
        maxBacklog: 1 << 30,
        onFull: "drop_oldest",
        start: "oldest",
        ...spec,
      };
    });
    const delivery = new Delivery({
      dir: this.dir,
      durability: "os",
      sinks: specs,
      decode: this.decode,
      clock: this.clock,
      fetch: async () => new Response(),
      random: () => 0,
      log: () => this.log,
      onTrim: (seq) => this.journal.trim(seq),
      onErased: (id, seq) => {
        if (this.journal.scrub(seq)) delivery.erasures.scrubbed(id);
      },
      onBlocked: (blocked) => this.journal.setBlocked(blocked),
    });
    this.#delivery = delivery;
    this.journal.onCommit = () => delivery.wake();
    if (this.#rules !== null) delivery.useNoise(this.#rules);
    delivery.start();
    await turns();
  }

  status(name = "a"): SinkStatus {
    const found = this.#delivery?.statuses().find((status) => status.name === name);
    if (!found) throw new Error(`There is no sink ${name}.`);
    return found;
  }

  /** Lets time pass until the sink has nothing to do any more. */
  async idle(name = "a"): Promise<void> {
    await this.clock.advanceUntil(() => this.status(name).backlog.reports === 0);
  }

  /** Stops the delivery, and lets the time pass that this takes. */
  async stop(ms = 60_000): Promise<void> {
    const delivery = this.#delivery;
    if (delivery === null) return;
    this.#delivery = null;
    this.journal.onCommit = () => {};
    let stopped = false;
    const stopping = delivery.stop(ms).then(() => {
      stopped = true;
    });
    await this.clock.advanceUntil(() => stopped);
    await stopping;
  }

  /** Forgets the delivery as a loss of power does: nothing is stopped, synced or closed. */
  abandon(): void {
    this.#delivery = null;
    this.journal.onCommit = () => {};
  }

  /** The numbers of the rows that the journal still has. */
  reopenJournal(): void {
    this.journal.close();
    this.journal = this.#openJournal();
  }

  /** From now on no row can be read, until the returned function is called. Nothing may be appended meanwhile. */
  breakReads(): () => void {
    const rename = (from: string, to: string) => {
      using db = new Database(join(this.dir, JOURNAL_FILE));
      db.run(`ALTER TABLE ${from} RENAME TO ${to}`);
    };
    rename("entry", "away");
    return () => rename("away", "entry");
  }

  /** What is on disk about the sinks. */
  stored<T>(read: (store: DeliveryStore) => T): T {
    const store = new DeliveryStore(this.dir, "os");
    try {
      return read(store);
    } finally {
      store.close();
    }
  }

  /** The dead letters of a sink, oldest first, as id and reason. */
  deadLetters(name = "a"): Array<[string, string]> {
    return this.letters(name).map(({ reportId, reason }): [string, string] => [reportId, reason]);
  }

  /** All of a sink's dead letters as lists show them, oldest first. */
  letters(name = "a"): LetterInfo[] {
    const query = { before: null, limit: 1_000_000 };
    return this.stored((store) => store.letters.list(name, query)).reverse();
  }

  /** What a person can do with dead letters while the delivery runs. */
  get desk(): LetterDesk {
    if (this.#delivery === null) throw new Error("Nothing runs.");
    return this.#delivery.letters;
  }

  /** From now on these noise rules are used. */
  useNoise(rules: readonly NoiseRule[]): void {
    this.#rules = rules;
    this.#delivery?.useNoise(rules);
  }

  /** How far sinks are with them. */
  get retags(): RetagInfo {
    if (this.#delivery === null) throw new Error("Nothing runs.");
    return this.#delivery.retags.get();
  }

  /** What a person can have forgotten while the delivery runs. */
  get erasures(): ErasureDesk {
    if (this.#delivery === null) throw new Error("Nothing runs.");
    return this.#delivery.erasures;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop(0);
    this.journal.close();
    this.#folder[Symbol.dispose]();
  }

  #openJournal(): Journal {
    return new Journal({ dir: this.#folder.path, durability: "os", clock: this.clock });
  }
}

/** `r1` to `r<count>`. */
export function ids(count: number, from = 1): string[] {
  return Array.from({ length: count }, (_, index) => `r${from + index}`);
}
