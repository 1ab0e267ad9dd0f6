import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { JournalReader } from "../journal/index.ts";
import type { Report } from "../report/report.ts";
import { type Clock, type Fetch, type Log, settledWithin } from "../sink/context.ts";
import type { SinkPlugin } from "../sink/sink.ts";
import type { Durability } from "../sqlite/index.ts";
import { Backlog, endOf } from "./backlog.ts";
import { Feed } from "./feed.ts";
import { type LetterDesk, LetterOffice } from "./letter-office.ts";
import { type LoopSettings, SinkLoop } from "./loop.ts";
import { messageOf } from "./outcome.ts";
import { type Position, START } from "./position.ts";
import { Progress } from "./progress.ts";
import { resume } from "./resume.ts";
import type { SinkStatus } from "./status.ts";
import { DeliveryStore, type SinkRecord } from "./store.ts";

/** One sink to deliver to. */
export interface SinkSpec {
  /** Unique; positions belong to it. */
  name: string;
  /** The kind of sink, for display. */
  type: string;
  plugin: SinkPlugin;
  /** Valid by the plugin's schema. */
  config: unknown;
  settings: LoopSettings;
  /** Bytes of the journal that may wait for this sink. */
  maxBacklog: number;
  onFull: "drop_oldest" | "block";
  /** Where a sink that was never seen begins. */
  start: "end" | "oldest";
  /** How often its process was started again; left out for a sink that has none. */
  restarts?: () => number;
}

export interface DeliveryOptions {
  /** The data folder. */
  dir: string;
  durability: Durability;
  sinks: readonly SinkSpec[];
  /** A journal row's text to its reports. */
  decode: (text: string) => Report[];
  clock: Clock;
  fetch: Fetch;
  /** A number of [0, 1). */
  random: () => number;
  log: (sink: string | null) => Log;
  /** All rows up to this one may be deleted. */
  onTrim: (seq: number) => void;
  /** Whether a sink with `on_full = "block"` is full. */
  onBlocked: (blocked: boolean) => void;
}

interface Member {
  spec: SinkSpec;
  loop: SinkLoop;
  progress: Progress;
  backlog: Backlog;
}

/** How often backlogs are measured, in milliseconds. */
const WATCH = 250;

/** How long all sinks may take to close, in milliseconds. */
const CLOSE_LIMIT = 1_000;

/** A full backlog is cut back to this share of its limit, so that it is not cut again at once. */
const CUT_TO = 0.9;

/** All sinks' loops, what they have in common, and what bounds them: trimming and backlog limits. */
export class Delivery {
  readonly #o: DeliveryOptions;
  readonly #journal: JournalReader;
  readonly #store: DeliveryStore;
  readonly #members: Member[];
  /** Dead letters, for people. */
  readonly letters: LetterDesk;
  readonly #stop = new AbortController();
  #trimmed = 0;
  /** The last look at the backlogs has failed, which was said. */
  #blind = false;
  /** What the owner was told last; at first it may still go by what another thread of this process said. */
  #blocked: boolean | null = null;

  /** @throws CodedError `data_unusable`, `data_newer` */
  constructor(options: DeliveryOptions) {
    this.#o = options;
    this.#journal = new JournalReader(options.dir);
    this.#store = new DeliveryStore(options.dir, options.durability);
    const feed = new Feed(this.#journal, options.decode);
    this.#members = options.sinks.map((spec) => this.#member(spec, feed));
    this.letters = new LetterOffice({
      store: this.#store,
      loops: new Map(this.#members.map(({ spec, loop }) => [spec.name, loop])),
      log: options.log,
    });
  }

  /** Starts every loop. Call once. */
  start(): void {
    for (const { loop } of this.#members) loop.start();
    void this.#watch();
  }

  /** There are new rows in the journal. */
  wake(): void {
    for (const { loop } of this.#members) loop.wake();
  }

  statuses(): SinkStatus[] {
    return this.#members.map((member) => this.#status(member));
  }

  /**
   * Delivers what is in the journal, for at most `ms` milliseconds, then closes every sink. What
   * is left waits for the next start.
   */
  async stop(ms: number): Promise<void> {
    for (const { loop } of this.#members) loop.drain();
    const deadline = this.#o.clock.now() + ms;
    while (!this.#members.every(isDone) && this.#o.clock.now() < deadline) {
      await this.#o.clock.sleep(10);
    }
    const closing = Promise.all(this.#members.map(({ loop }) => loop.stop()));
    // A sink that does not even let itself be closed must not keep the process.
    await settledWithin(this.#o.clock, CLOSE_LIMIT, closing);
    this.#stop.abort();
    // Before a long pause the journal gives back what the last batches have freed.
    this.#look();
    this.#store.close();
    this.#journal.close();
  }

  #member(spec: SinkSpec, feed: Feed): Member {
    const { clock, fetch, random } = this.#o;
    const log = this.#o.log(spec.name);
    const dataDir = join(this.#o.dir, spec.name);
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const context = { name: spec.name, log, clock, fetch, dataDir };
    const { supports } = spec.plugin;
    const progress = new Progress({
      name: spec.name,
      store: this.#store,
      record: this.#record(spec),
      deferred: supports.deferred ?? false,
      now: clock.now,
      log,
    });
    const sink = spec.plugin.create(spec.config, context);
    const { settings } = spec;
    const replay = this.#store.letters.queue(spec.name, clock.now);
    const common = { clock, log, random };
    const loop = new SinkLoop({ sink, supports, settings, feed, progress, replay, ...common });
    return { spec, loop, progress, backlog: new Backlog(this.#journal, clock) };
  }

  /** Written down at once: from now on the journal keeps rows for the sink. */
  #record({ name, start }: SinkSpec): SinkRecord {
    const known = this.#store.load(name);
    const { epoch } = this.#journal;
    const extent = { epoch, beginning: this.#beginning(), end: this.#end() };
    const record = resume(known, extent, start);
    const missed = record.dropped - (known?.dropped ?? 0);
    if (missed > 0) {
      this.#o.log(name).error("reports were deleted while this sink was away", { missed });
    }
    this.#store.save(name, record, [], this.#o.clock.now());
    return record;
  }

  /** Before the oldest row that is still there. */
  #beginning(): Position {
    const first = this.#journal.next(0);
    if (!first) return START;
    const { seq, totalReports, reports, totalBytes, bytes } = first;
    const before = { reports: totalReports - reports, bytes: totalBytes - bytes };
    return { seq: seq - 1, offset: 0, ...before };
  }

  #end(): Position {
    return endOf(this.#journal);
  }

  #status({ spec, loop, progress, backlog }: Member): SinkStatus {
    const { count, replaying, replayed, discarded } = this.#store.letters.total(spec.name);
    const { error, ...measured } = backlog.measure(progress.position);
    return {
      name: spec.name,
      type: spec.type,
      state: loop.state,
      ...progress.totals,
      deadLetters: count,
      replaying,
      replayed,
      discarded,
      ...measured,
      lastError: error ?? loop.lastError,
      retryAt: loop.retryAt,
      restarts: spec.restarts?.() ?? null,
    };
  }

  async #watch(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#look();
      await this.#o.clock.sleep(WATCH, this.#stop.signal);
    }
  }

  /** Limits backlogs and frees rows. A journal that cannot be read now is looked at again next time. */
  #look(): void {
    try {
      this.#limitBacklogs();
      this.#trim();
      this.#blind = false;
    } catch (error) {
      const cause = messageOf(error);
      if (!this.#blind) this.#o.log(null).error("backlogs cannot be measured", { error: cause });
      this.#blind = true;
    }
  }

  #limitBacklogs(): void {
    const end = this.#end();
    let blocked = false;
    for (const member of this.#members) {
      const { spec, progress } = member;
      if (end.bytes - progress.durable.bytes <= spec.maxBacklog) continue;
      if (spec.onFull === "block") blocked = true;
      else this.#cut(member, end.bytes - spec.maxBacklog * CUT_TO);
    }
    if (blocked === this.#blocked) return;
    this.#blocked = blocked;
    this.#o.onBlocked(blocked);
  }

  #cut({ spec, progress, loop }: Member, bytes: number): void {
    const row = this.#journal.reaching(bytes);
    if (!row) return;
    const { seq, totalReports, totalBytes } = row;
    const dropped = progress.skipTo({ seq, offset: 0, reports: totalReports, bytes: totalBytes });
    if (dropped === 0) return;
    this.#o.log(spec.name).error("max_backlog reached: oldest reports skipped for this sink", {
      dropped,
      state: loop.state,
    });
  }

  /** Frees the rows that every sink of the config has passed; others' old positions hold nothing back. */
  #trim(): void {
    const passed = this.#members.map(({ progress: { durable } }) =>
      durable.offset > 0 ? durable.seq - 1 : durable.seq,
    );
    const seq = passed.length > 0 ? Math.min(...passed) : this.#end().seq;
    if (seq <= this.#trimmed) return;
    this.#trimmed = seq;
    this.#o.onTrim(seq);
  }
}

function isDone({ loop }: Member): boolean {
  return loop.idle || loop.state === "stopped" || loop.state === "closed";
}
