import { basename } from "node:path";
import {
  type Batch,
  type Report,
  type Sink,
  SinkError,
  type SinkPlugin,
  type WriteResult,
} from "tattle/sink";
import { Delivery, type LetterInfo, type SinkStatus } from "../../src/delivery/index.ts";
import { outcomeOfError } from "../../src/delivery/outcome.ts";
import { DeliveryStore } from "../../src/delivery/store.ts";
import { Journal } from "../../src/journal/index.ts";
import { systemClock } from "../../src/sink/context.ts";
import type { Home } from "./options.ts";
import type { Stage } from "./stage.ts";

/** What stands between the host and one `write`: may call it, with this signal or another, and may throw. */
export type Fault = (
  write: (signal: AbortSignal) => Promise<WriteResult>,
  attempt: { batch: Batch; number: number; signal: AbortSignal },
) => Promise<WriteResult>;

/** Nothing stands in between. */
export const CALM: Fault = (write, { signal }) => write(signal);

const SETTINGS = {
  maxReports: 10,
  maxBytes: 1 << 20,
  maxAge: 0,
  timeout: 5_000,
  retry: { min: 1, max: 4 },
};

/** How often to look whether everything is delivered, in milliseconds. */
const GLANCE = 2;

/** The host's own journal and delivery loop around the sink under test, on the real clock and a real disk, in a hurry. */
export class Courier implements AsyncDisposable {
  fault: Fault = CALM;
  readonly #stage: Stage;
  readonly #dir: string;
  readonly #journal: Journal;
  readonly home: Home;
  #delivery: Delivery | null = null;
  #attempts = 0;

  private constructor(stage: Stage, dir: string, home: Home) {
    this.#stage = stage;
    this.#dir = dir;
    this.home = home;
    this.#journal = new Journal({ dir, durability: "os", clock: systemClock });
  }

  /** A courier between a journal of its own and a new instance of the sink, not started yet. */
  static async of(stage: Stage): Promise<Courier> {
    const home = await stage.home();
    const courier = new Courier(stage, await stage.folder(), home);
    stage.onEnd(() => courier[Symbol.asyncDispose]());
    return courier;
  }

  /** Attempts to write so far. */
  get attempts(): number {
    return this.#attempts;
  }

  /** As requests bring them: rows that are no batches. */
  async append(reports: readonly Report[]): Promise<void> {
    for (let at = 0; at < reports.length; at += 7) {
      const row = reports.slice(at, at + 7);
      await this.#journal.append({
        project: "default",
        text: JSON.stringify(row),
        reports: row.length,
      });
    }
  }

  /** Starts to deliver, where the last delivery has ended. */
  start(): void {
    const { plugin, log, network } = this.#stage;
    const delivery = new Delivery({
      dir: this.#dir,
      durability: "os",
      sinks: [
        {
          name: basename(this.home.dataDir),
          type: plugin.name,
          plugin: this.#faulty(plugin),
          config: this.home.config,
          settings: SETTINGS,
          maxBacklog: 1 << 30,
          onFull: "drop_oldest",
          start: "oldest",
        },
      ],
      decode: (text) => JSON.parse(text).flat(),
      clock: systemClock,
      fetch: network.fetch,
      random: () => 0,
      log: () => log,
      onTrim: () => {},
      onErased: () => {},
      onBlocked: () => {},
    });
    this.#delivery = delivery;
    this.#journal.onCommit = () => delivery.wake();
    delivery.start();
  }

  /** What the host says of the sink; `null` while nothing is delivered. */
  status(): SinkStatus | null {
    return this.#delivery?.statuses()[0] ?? null;
  }

  /** The sink is neither stopped for ever nor by {@link stop}. */
  get delivering(): boolean {
    const status = this.status();
    return status !== null && status.state !== "stopped";
  }

  /** Waits until nothing is left to deliver, or the sink is stopped. */
  async finish(): Promise<void> {
    while (this.delivering && this.status()?.backlog.reports !== 0) await Bun.sleep(GLANCE);
  }

  /** Gives up what is under way and closes the sink. */
  async stop(): Promise<void> {
    const delivery = this.#delivery;
    this.#delivery = null;
    this.#journal.onCommit = () => {};
    await delivery?.stop(0);
  }

  /** Ids and reasons of the dead letters, oldest first. */
  deadLetters(): Array<{ id: string; reason: string }> {
    const store = new DeliveryStore(this.#dir, "os");
    const sink = basename(this.home.dataDir);
    try {
      const found: Array<{ id: string; reason: string }> = [];
      let before: number | null = null;
      // Pages are shorter than asked for where reports are huge.
      for (;;) {
        const page: LetterInfo[] = store.letters.list(sink, { before, limit: 100 });
        for (const { reportId, reason } of page) found.push({ id: reportId, reason });
        before = page.at(-1)?.id ?? null;
        if (before === null) return found.reverse();
      }
    } finally {
      store.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    this.#journal.close();
  }

  #faulty(plugin: SinkPlugin): SinkPlugin {
    return {
      ...plugin,
      create: (config, context) => {
        const sink = plugin.create(config, context);
        const write = (batch: Batch, signal: AbortSignal) => this.#write(sink, batch, signal);
        return new Proxy(sink, {
          get: (_, name) => {
            if (name === "write") return write;
            const member: unknown = Reflect.get(sink, name);
            return typeof member === "function" ? member.bind(sink) : member;
          },
        });
      },
    };
  }

  async #write(sink: Sink, batch: Batch, signal: AbortSignal): Promise<WriteResult> {
    this.#attempts += 1;
    const number = this.#attempts;
    try {
      return await this.fault((given) => sink.write(batch, given), { batch, number, signal });
    } catch (error) {
      const outcome = outcomeOfError(error);
      const message = outcome.kind === "accepted" ? "" : outcome.error;
      // Without `retryAfter`: nobody waits a minute for a test.
      throw new SinkError(message, { fatal: outcome.kind === "fatal" });
    }
  }
}
