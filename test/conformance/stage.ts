import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Report, Sink, SinkContext, SinkPlugin, TSchema } from "tattle/sink";
import { settledWithin, systemClock } from "../../src/sink/context.ts";
import { MemoryLog } from "../support/memory-log.ts";
import { Arrivals } from "./arrivals.ts";
import { demand } from "./clause.ts";
import { completed } from "./config.ts";
import { Network } from "./network.ts";
import type { Home, TestSinkOptions } from "./options.ts";
import { Subject } from "./subject.ts";

/** What is left to be closed after a clause gets so many milliseconds. */
const CLOSE_LIMIT = 1_000;

/** What one clause plays on: folders, instances, network. Everything of it is gone afterwards. */
export class Stage {
  readonly plugin: SinkPlugin;
  readonly log = new MemoryLog();
  readonly network: Network;
  readonly arrivals: Arrivals;
  /** All that any instance threw. */
  readonly errors: unknown[] = [];
  readonly #subjects: Subject[] = [];
  readonly #endings: Array<() => Promise<void>> = [];
  /** Of all instances. */
  readonly homes: Home[] = [];
  #folder: string | null = null;
  readonly #down: Home[] = [];

  constructor(readonly options: TestSinkOptions<TSchema>) {
    this.plugin = options.plugin;
    this.network = new Network(options.fetch ?? fetch);
    this.arrivals = new Arrivals(options);
  }

  /** The call that has not settled yet; `null` while the sink has nothing to do. */
  get step(): string | null {
    return this.#subjects.find(({ step }) => step !== null)?.step ?? null;
  }

  /** The folder that holds the folders of all instances. */
  async folder(): Promise<string> {
    this.#folder ??= await mkdtemp(join(tmpdir(), "tattle-conformance-"));
    return this.#folder;
  }

  /** Settings and a folder for an instance. The folder is not made yet. */
  async home(): Promise<Home> {
    const { config } = this.options;
    const given = typeof config === "function" ? await config() : config;
    const dataDir = join(await this.folder(), `sink-${this.homes.length + 1}`);
    const home = { config: completed(this.plugin.config, given), dataDir };
    this.homes.push(home);
    return home;
  }

  /** What `create` is given for an instance there. */
  context({ dataDir }: Home): SinkContext {
    const { log, network } = this;
    return { name: this.plugin.name, log, clock: systemClock, fetch: network.fetch, dataDir };
  }

  /** An instance as the host makes it before `open`: created, its folder there. */
  async create(given?: Home): Promise<Subject> {
    const home = given ?? (await this.home());
    const sink: Sink = this.plugin.create(home.config, this.context(home));
    await mkdir(home.dataDir, { recursive: true, mode: 0o700 });
    return this.adopt(home, sink);
  }

  /** Watches an instance, and closes it with the clause. */
  adopt(home: Home, sink: Sink): Subject {
    const deferred = this.plugin.supports.deferred ?? false;
    const subject = new Subject(home, sink, deferred, (error) => this.errors.push(error));
    this.#subjects.push(subject);
    return subject;
  }

  /** An instance that is open. */
  async open(home?: Home): Promise<Subject> {
    return (await this.create(home)).open();
  }

  /** Demands that the destination holds each of these; exactly once where nothing came twice or the sink is idempotent. */
  async expectHeld(
    subject: Subject,
    reports: readonly Report[],
    when: string,
    once = this.plugin.supports.idempotent,
  ): Promise<void> {
    await subject.sync();
    await this.arrivals.expect(subject.home, reports, when, once);
  }

  /** From here on the destination of every instance so far is unreachable. */
  async beginOutage(): Promise<void> {
    const { outage } = this.options;
    if (outage === "fetch") this.network.weather = { kind: "refused" };
    else
      for (const home of this.homes) {
        this.#down.push(home);
        await outage?.begin(home);
      }
  }

  /** From here on the destination of every instance so far answers each write with an error. */
  async beginRefusal(): Promise<void> {
    const { outage } = this.options;
    if (typeof outage !== "object") return;
    for (const home of this.homes) {
      this.#down.push(home);
      await outage.refuse?.(home);
    }
  }

  /** Ends what {@link beginOutage} or {@link beginRefusal} began. */
  async endOutage(): Promise<void> {
    const { outage } = this.options;
    this.network.weather = { kind: "clear" };
    for (const home of this.#down.splice(0)) if (outage !== "fetch") await outage?.end(home);
  }

  /** With `outage: "fetch"`: demands that the sink has made a request since `before`. */
  expectRequest(before: number): void {
    demand(
      this.options.outage !== "fetch" || this.network.requests > before,
      'write() made no request through context.fetch, although testSink was told outage: "fetch". Use context.fetch for every request, or give { begin, end } that make the destination unreachable.',
    );
  }

  /** What has to end with the clause, also where it took too long. */
  onEnd(end: () => Promise<void>): void {
    this.#endings.push(end);
  }

  /** Removes everything. Never throws for what the sink does: that is for the clauses to find. */
  async clear(): Promise<void> {
    await this.endOutage();
    const open = this.#subjects.filter(({ closed }) => !closed);
    const ends = [...this.#endings, ...open.map((subject) => () => subject.close())];
    const closing = Promise.allSettled(ends.map((end) => end()));
    await settledWithin(systemClock, CLOSE_LIMIT, closing);
    try {
      for (const home of this.homes) await this.options.cleanUp?.(home);
    } finally {
      if (this.#folder !== null) await rm(this.#folder, { recursive: true, force: true });
    }
  }
}
