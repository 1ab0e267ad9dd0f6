import type { AlertConfig } from "../config/config.ts";
import { CodedError } from "../report/errors.ts";
import type { Violation } from "../report/report.ts";
import type { Send } from "./channels/channel.ts";
import { type Declared, idOf } from "./declared.ts";
import { Leaving, textOf } from "./leaving.ts";
import { testMessage } from "./message.ts";
import { type Attempts, Outbox, type OutboxDeps, reasonOf } from "./outbox.ts";
import { concerns, type Evidence, keysOf } from "./rules/index.ts";
import { ALERTS_FILE, type StoredMessage } from "./store.ts";
import { unlessAborted } from "./unless-aborted.ts";
import { look } from "./watch.ts";

/** What alerts are made of. */
export interface AlertsOptions extends OutboxDeps {
  /** Those of the start; {@link Alerts.configure} takes the later ones. */
  readonly alerts: readonly Declared[];
  /** Milliseconds from the end of one round to the next. */
  readonly interval: number;
  readonly evidence: Evidence;
  /** The way that an alert's messages go. */
  readonly channel: (alert: AlertConfig) => Send;
}

/** How an alert is doing. Times in milliseconds since the epoch. */
export interface AlertStatus extends Declared {
  /** When it was last asked; `null`: not yet. */
  readonly askedAt: number | null;
  /** Why the last look failed; `null` where it did not. */
  readonly problem: string | null;
  /** Findings that wait for a message: for quiet hours to end, or for `at_most`. */
  readonly waiting: number;
  /** Attempts since the start. */
  readonly attempts: Readonly<Attempts>;
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
  declared: Declared;
  readonly outbox: Outbox;
  problem: string | null;
  /** Aborts when nobody is to be told any more. */
  readonly ending: AbortController;
}

/** Looks every now and then whether there is something to tell, and tells it. */
export class Alerts {
  readonly #o: AlertsOptions;
  #watched: ReadonlyMap<string, Watched>;
  readonly #leaving: Leaving;
  readonly #stopping = new AbortController();
  /** Aborts to begin the next round at once. */
  #hurry = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: AlertsOptions) {
    this.#o = options;
    this.#leaving = new Leaving(options.store, options.log);
    this.#watched = new Map(
      options.alerts.map((declared) => [idOf(declared.alert), this.#watch(declared)]),
    );
    for (const [id, { declared }] of this.#watched) {
      if (!declared.enabled) this.#leaving.add(id, "waiting");
    }
  }

  /** Begins with the first round at once. */
  start(): void {
    this.#running = this.#run();
  }

  /** Ends the round under way: what is being sent is sent again after the next start. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#hurry.abort();
    for (const { ending } of this.#watched.values()) ending.abort();
    await this.#running;
  }

  /**
   * Takes other alerts from now on. One that is not among them ends with all that it had to tell,
   * one that is switched off keeps what it knows, and one that is new begins with nothing.
   */
  configure(alerts: readonly Declared[]): void {
    const before = this.#watched;
    const after = new Map<string, Watched>();
    for (const declared of alerts) {
      const id = idOf(declared.alert);
      const known = before.get(id);
      if (known === undefined) this.#leaving.add(id, "everything");
      else if (!declared.enabled) this.#leaving.add(id, "waiting");
      after.set(id, known === undefined ? this.#watch(declared) : this.#change(known, declared));
    }
    for (const [id, { ending }] of before) {
      if (after.has(id)) continue;
      ending.abort();
      this.#leaving.add(id, "everything");
    }
    this.#watched = after;
    this.#leaving.forget();
    this.#hurry.abort();
  }

  /** Looks once and sends what is due. Never rejects. */
  async round(): Promise<void> {
    if (!this.#leaving.forget()) return;
    const all = [...this.#watched.values()].filter(({ declared }) => declared.enabled);
    for (const watched of all) await this.#guard(watched, () => this.#look(watched));
    await Promise.all(
      all.map((watched) => this.#guard(watched, () => watched.outbox.flush(watched.ending.signal))),
    );
  }

  /**
   * These violations are history that somebody imports: their issues, and the hosts that they
   * blocked, are new to no alert.
   *
   * @throws CodedError `alerts_unavailable`
   */
  expect(violations: ReadonlyArray<{ project: string; violation: Violation }>): void {
    const found = new Map<string, string[]>();
    for (const [id, { declared }] of this.#watched) {
      const { alert } = declared;
      const keys = violations
        .filter(({ project }) => concerns(alert, project))
        .flatMap(({ project, violation }) => keysOf(alert, project, violation));
      if (keys.length > 0) found.set(id, keys);
    }
    // One write for all: whoever imports does it on the thread that takes reports.
    if (found.size > 0) this.#know(found);
  }

  list(): AlertStatus[] {
    return [...this.#watched].map(([id, { declared, outbox, problem }]) => ({
      ...declared,
      attempts: outbox.attempts,
      problem,
      ...this.#told(id),
    }));
  }

  /** Attempts since the start, by alert. */
  totals(): Array<{ alert: string; sent: number; failed: number }> {
    return [...this.#watched.values()].map(({ declared, outbox }) => ({
      alert: declared.alert.name,
      ...outbox.attempts,
    }));
  }

  /**
   * Sends a message that says it is a test, at once and once.
   *
   * @throws CodedError `alert_unknown`
   */
  async test(name: string): Promise<TestResult> {
    const all = [...this.#watched.values()];
    const found = all.find(({ declared }) => declared.alert.name === name);
    if (found !== undefined) return this.try(found.declared.alert);
    throw new CodedError("alert_unknown", "No alert has this name.");
  }

  /** Tests an alert that need not be there, in the same way. */
  async try(alert: AlertConfig): Promise<TestResult> {
    const { clock, newId, base: url, channel } = this.#o;
    const message = testMessage({ id: newId(), alert: alert.name, at: clock.now(), url });
    try {
      return { ok: true, said: await channel(alert)(message, this.#stopping.signal) };
    } catch (error) {
      return { ok: false, said: reasonOf(error) };
    }
  }

  #know(found: ReadonlyMap<string, readonly string[]>): void {
    const { store, clock } = this.#o;
    try {
      store.know(found, clock.now());
    } catch (cause) {
      const message = `${ALERTS_FILE} cannot be written: ${textOf(cause)}.`;
      throw new CodedError("alerts_unavailable", message, { cause });
    }
  }

  /** What the store knows of an alert. That it cannot be read is a problem of the alert. */
  #told(id: string): Pick<AlertStatus, "askedAt" | "waiting" | "messages"> & { problem?: string } {
    const { store } = this.#o;
    try {
      const askedAt = store.asked(id)?.askedAt ?? null;
      return { askedAt, waiting: store.waiting(id), messages: store.messages(id, SHOWN) };
    } catch (cause) {
      const unknown = { askedAt: null, waiting: 0, messages: [] };
      return { ...unknown, problem: `${ALERTS_FILE} cannot be read: ${textOf(cause)}` };
    }
  }

  #watch(declared: Declared, attempts: Attempts = { sent: 0, failed: 0 }): Watched {
    const { alert } = declared;
    const outbox = new Outbox(alert, this.#o.channel(alert), this.#o, attempts);
    return { declared, outbox, problem: null, ending: new AbortController() };
  }

  /** What is being sent goes on, unless nobody is to be told any more. */
  #change(watched: Watched, declared: Declared): Watched {
    if (!declared.enabled) {
      watched.ending.abort();
      return this.#watch(declared, watched.outbox.attempts);
    }
    watched.declared = declared;
    watched.outbox.configure(declared.alert, this.#o.channel(declared.alert));
    return watched;
  }

  async #run(): Promise<void> {
    const { clock, store, interval } = this.#o;
    const { signal } = this.#stopping;
    let tidied = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      this.#hurry = new AbortController();
      await this.round();
      const now = clock.now();
      if (now - tidied > DAY) {
        await this.#guard(null, async () => store.forget(now - KEEP_MESSAGES, now - KEEP_KNOWN));
        tidied = now;
      }
      // Stopping may have come before there was this one to abort.
      if (!signal.aborted) await clock.sleep(interval, this.#hurry.signal);
    }
  }

  async #look(watched: Watched): Promise<void> {
    const { store, evidence, clock } = this.#o;
    const { declared, ending } = watched;
    const { signal } = ending;
    if (signal.aborted) return;
    // A question may take longer than stopping is to; what becomes of it is then nobody's business.
    await unlessAborted(signal, look(declared, store, evidence, clock.now(), signal));
    watched.problem = null;
  }

  /** A failure costs this round of this alert; the log has it once for as long as it stays. */
  async #guard(watched: Watched | null, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      const error = textOf(cause);
      const over = watched?.ending.signal.aborted ?? this.#stopping.signal.aborted;
      if (over || watched?.problem === error) return;
      if (watched !== null) watched.problem = error;
      const alert = watched?.declared.alert.name;
      this.#o.log.warn("an alert cannot be worked on", { alert, error });
    }
  }
}
