import type { AlertConfig } from "../config/config.ts";
import { CodedError } from "../report/errors.ts";
import type { Clock } from "../sink/context.ts";
import type { Send } from "./channels/channel.ts";
import { testMessage } from "./message.ts";
import { Outbox, type OutboxDeps, reasonOf } from "./outbox.ts";
import type { Evidence } from "./rules/index.ts";
import type { StoredMessage } from "./store.ts";
import { idOf, look } from "./watch.ts";

/** What alerts are made of. */
export interface AlertsOptions extends Omit<OutboxDeps, "clock"> {
  readonly clock: Clock;
  readonly alerts: readonly AlertConfig[];
  /** Milliseconds from the end of one round to the next. */
  readonly interval: number;
  readonly evidence: Evidence;
  /** The way that an alert's messages go. */
  readonly channel: (alert: AlertConfig) => Send;
}

/** How an alert is doing. Times in milliseconds since the epoch. */
export interface AlertStatus extends Pick<AlertConfig, "name" | "kind" | "via" | "projects"> {
  /** When it was last asked; `null`: not yet. */
  readonly askedAt: number | null;
  /** Why the last look failed; `null` where it did not. */
  readonly problem: string | null;
  /** Findings that wait for a message: for quiet hours to end, or for `at_most`. */
  readonly waiting: number;
  /** Attempts since the start. */
  readonly attempts: { readonly sent: number; readonly failed: number };
  /** The newest first. */
  readonly messages: readonly StoredMessage[];
}

/** What came of a test. */
export interface TestResult {
  readonly ok: boolean;
  /** What the other side said, or why nobody knows. */
  readonly said: string;
}

/** Messages of an alert that are shown. */
const SHOWN = 10;

const DAY = 86_400_000;
/** How long messages are kept after their end, and how long it is known that something was told. */
const [KEEP_MESSAGES, KEEP_KNOWN] = [30 * DAY, 400 * DAY];

interface Watched {
  readonly alert: AlertConfig;
  readonly send: Send;
  readonly outbox: Outbox;
  problem: string | null;
}

/** Looks every now and then whether there is something to tell, and tells it. */
export class Alerts {
  readonly #o: AlertsOptions;
  readonly #watched: readonly Watched[];
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: AlertsOptions) {
    this.#o = options;
    this.#watched = options.alerts.map((alert) => {
      const send = options.channel(alert);
      return { alert, send, outbox: new Outbox(alert, send, options), problem: null };
    });
  }

  /** Begins with the first round at once. Without any alert nothing is done. */
  start(): void {
    if (this.#watched.length > 0) this.#running = this.#run();
  }

  /** Ends the round under way: what is being sent is sent again after the next start. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** Looks once and sends what is due. Never rejects. */
  async round(): Promise<void> {
    const { signal } = this.#stopping;
    for (const watched of this.#watched) {
      if (signal.aborted) return;
      await this.#guard(watched, () => this.#look(watched));
    }
    await Promise.all(
      this.#watched.map((watched) => this.#guard(watched, () => watched.outbox.flush(signal))),
    );
  }

  list(): AlertStatus[] {
    const { store } = this.#o;
    return this.#watched.map(({ alert, outbox, problem }) => {
      const { name, kind, via, projects } = alert;
      const id = idOf(alert);
      return {
        name,
        kind,
        via,
        projects,
        askedAt: store.asked(id)?.askedAt ?? null,
        problem,
        waiting: store.waiting(id),
        attempts: outbox.attempts,
        messages: store.messages(id, SHOWN),
      };
    });
  }

  /** Attempts since the start, by alert. */
  totals(): Array<{ alert: string; sent: number; failed: number }> {
    return this.#watched.map(({ alert, outbox }) => ({ alert: alert.name, ...outbox.attempts }));
  }

  /**
   * Sends a message that says it is a test, at once and once.
   *
   * @throws CodedError `alert_unknown`
   */
  async test(name: string): Promise<TestResult> {
    const found = this.#watched.find(({ alert }) => alert.name === name);
    if (found === undefined) {
      throw new CodedError("alert_unknown", "No alert of the configuration has this name.");
    }
    const { clock, newId, base: url } = this.#o;
    const message = testMessage({ id: newId(), alert: name, at: clock.now(), url });
    try {
      return { ok: true, said: await found.send(message, this.#stopping.signal) };
    } catch (error) {
      return { ok: false, said: reasonOf(error) };
    }
  }

  async #run(): Promise<void> {
    const { clock, store, interval } = this.#o;
    const { signal } = this.#stopping;
    let tidied = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      await this.round();
      const now = clock.now();
      if (now - tidied > DAY) {
        await this.#guard(null, async () => store.forget(now - KEEP_MESSAGES, now - KEEP_KNOWN));
        tidied = now;
      }
      await clock.sleep(interval, signal);
    }
  }

  async #look(watched: Watched): Promise<void> {
    const { store, evidence, clock } = this.#o;
    const { signal } = this.#stopping;
    // A question may take longer than stopping is to; what becomes of it is then nobody's business.
    await unlessAborted(signal, look(watched.alert, store, evidence, clock.now()));
    watched.problem = null;
  }

  /** A failure costs this round of this alert; the log has it once for as long as it stays. */
  async #guard(watched: Watched | null, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      const error = cause instanceof Error ? cause.message : String(cause);
      if (this.#stopping.signal.aborted || watched?.problem === error) return;
      if (watched !== null) watched.problem = error;
      this.#o.log.warn("an alert cannot be worked on", { alert: watched?.alert.name, error });
    }
  }
}

/** What a promise comes to, or a rejection as soon as the signal aborts. */
async function unlessAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
