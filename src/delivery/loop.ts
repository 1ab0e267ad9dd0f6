import type { Clock, Log } from "../sink/context.ts";
import type { Rejection, Sink, SinkPlugin } from "../sink/sink.ts";
import { Attempts } from "./attempts.ts";
import { backoff, type RetrySettings } from "./backoff.ts";
import type { Feed, Slice } from "./feed.ts";
import { Isolation } from "./isolation.ts";
import { messageOf } from "./outcome.ts";
import type { Progress } from "./progress.ts";
import type { SinkState } from "./status.ts";
import { Window } from "./window.ts";

/** How the host treats one sink. Durations in milliseconds. */
export interface LoopSettings {
  maxReports: number;
  /** Characters of journal text. */
  maxBytes: number;
  /** How long the oldest report may wait for a batch to fill. */
  maxAge: number;
  /** Limit of one `open` or `write`. */
  timeout: number;
  retry: RetrySettings;
}

export interface LoopOptions {
  sink: Sink;
  supports: SinkPlugin["supports"];
  settings: LoopSettings;
  feed: Feed;
  progress: Progress;
  clock: Clock;
  log: Log;
  /** A number of [0, 1), for jitter. */
  random: () => number;
}

/** A batch that waits to fill is looked at again after this long, so that a burst does not wait for `maxAge`. */
const GLANCE = 20;

/** A deferred sink is asked to sync after this long, or this many reports. */
const SYNC_AGE = 1_000;
const SYNC_REPORTS = 20_000;

/**
 * Delivers the journal to one sink, alone and independent of every other sink: forms batches,
 * makes attempts, waits after failures, isolates a poisonous report.
 */
export class SinkLoop {
  readonly #o: LoopOptions;
  readonly #window: Window;
  readonly #attempts: Attempts;
  readonly #isolation: Isolation;
  readonly #stop = new AbortController();
  #nap = new AbortController();
  #state: SinkState = "opening";
  #retryAt: number | null = null;
  #lastError: { message: string; at: number } | null = null;
  #draining = false;
  #syncedAt = 0;
  /** Turns in a row that could not read the journal. */
  #unread = 0;
  #finished: Promise<void> | null = null;

  constructor(options: LoopOptions) {
    this.#o = options;
    const { sink, settings, clock, feed } = options;
    this.#window = new Window(settings.maxReports);
    const { timeout, maxBytes } = settings;
    const stop = this.#stop.signal;
    const attempts = new Attempts({ sink, clock, timeout, stop });
    this.#attempts = attempts;
    this.#isolation = new Isolation({ attempts, feed, maxBytes, stop });
    this.#syncedAt = clock.now();
  }

  get state(): SinkState {
    return this.#attempts.hanging ? "hanging" : this.#state;
  }

  get lastError(): { message: string; at: number } | null {
    return this.#lastError;
  }

  /** When the next attempt is due, milliseconds since the epoch; `null` while none is waited for. */
  get retryAt(): number | null {
    return this.#retryAt;
  }

  /** Nothing of the journal waits for this sink. */
  get idle(): boolean {
    if (this.#attempts.busy) return false;
    try {
      return this.#take() === null;
    } catch {
      // What cannot be read may wait; the turn says so.
      return false;
    }
  }

  /** Begins to deliver. Call once. */
  start(): void {
    this.#finished = this.#run().catch((error) => {
      this.#remember(messageOf(error));
      this.#state = "stopped";
      this.#o.log.error("delivery loop ended by a bug", { error: messageOf(error) });
    });
  }

  /** There may be new reports. */
  wake(): void {
    if (this.#retryAt === null) this.#nap.abort();
  }

  /** Delivers what is there without waiting for batches to fill; {@link idle} tells when it is done. */
  drain(): void {
    this.#draining = true;
    this.#nap.abort();
  }

  /** Gives up the attempt under way, then closes the sink. Resolves when it is closed. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error("Tattle is stopping."));
    this.#nap.abort();
    await this.#finished;
  }

  async #run(): Promise<void> {
    if (await this.#open()) {
      this.#state = "running";
      while (!this.#stop.signal.aborted && this.state !== "stopped") await this.#survive();
      await this.#sync();
    }
    const failure = await this.#attempts.close();
    if (failure !== null) this.#remember(failure);
    if (this.#state !== "stopped") this.#state = "closed";
  }

  async #open(): Promise<boolean> {
    for (let failures = 1; !this.#stop.signal.aborted; failures++) {
      const outcome = await this.#attempts.open();
      if (outcome.kind === "accepted") return true;
      if (outcome.kind === "fatal") {
        this.#fatal(outcome.error);
        return false;
      }
      await this.#backOff(outcome.error, failures, outcome.retryAfter);
    }
    return false;
  }

  /** A turn; where the journal cannot be read, a wait. One bad moment of the disk must not end delivery. */
  async #survive(): Promise<void> {
    try {
      await this.#turn();
    } catch (error) {
      this.#unread += 1;
      const failures = this.#unread + this.#window.failures;
      await this.#backOff(`The journal could not be read: ${messageOf(error)}`, failures, null);
    }
  }

  /** One batch, or one wait. @throws what reading the journal throws */
  async #turn(): Promise<void> {
    // Before the look at the journal: whoever wakes the loop from here on cuts the wait short.
    this.#nap = new AbortController();
    const slice = this.#take();
    this.#readAgain();
    if (slice === null) {
      await this.#syncWhenDue(true);
      if (this.#o.progress.unsynced > 0) await this.#sleep(SYNC_AGE);
      else await this.#sleep(Number.POSITIVE_INFINITY);
      return;
    }
    const wait = slice.oldestAt + this.#o.settings.maxAge - this.#o.clock.now();
    if (!slice.full && !this.#draining && wait > 0) return this.#sleep(Math.min(wait, GLANCE));
    await this.#deliver(slice);
    await this.#syncWhenDue(false);
  }

  #readAgain(): void {
    if (this.#unread === 0) return;
    this.#unread = 0;
    if (this.#window.failures === 0) this.#state = "running";
    this.#o.log.info("the journal can be read again");
  }

  #take(): Slice | null {
    const { maxReports, maxBytes } = this.#o.settings;
    const limits = { maxReports: Math.min(maxReports, this.#window.size), maxBytes };
    return this.#o.feed.slice(this.#o.progress.position, limits);
  }

  async #deliver(slice: Slice): Promise<void> {
    const outcome = await this.#attempts.write(slice.reports);
    if (outcome.kind === "fatal") return this.#fatal(outcome.error);
    if (outcome.kind === "accepted") {
      const failure = this.#settle(slice, outcome.rejected);
      if (failure === null) return this.#recovered();
      this.#window.hold(slice.reports.length);
      return this.#backOff(failure, 1, null);
    }
    // What was given up because Tattle stops says nothing about the sink or its reports.
    if (this.#stop.signal.aborted) return;
    this.#window.failed(slice.reports.length);
    if (this.#window.suspicious && (await this.#isolate(slice))) return;
    await this.#backOff(outcome.error, this.#window.failures, outcome.retryAfter);
  }

  /** Dead letters must be on disk before the sink goes on; where they cannot be, the batch comes again. */
  #settle(slice: Slice, rejected: readonly Rejection[]): string | null {
    try {
      this.#o.progress.settle(slice, rejected);
      return null;
    } catch (error) {
      return `The dead letters could not be kept: ${messageOf(error)}`;
    }
  }

  /** Returns whether the suspect is dealt with. */
  async #isolate(suspect: Slice): Promise<boolean> {
    const finding = await this.#isolation.examine(suspect);
    if (finding.kind === "unproven") return false;
    if (finding.kind === "fatal") {
      this.#fatal(finding.error);
      return true;
    }
    for (const { slice, rejected } of finding.batches) {
      if (this.#settle(slice, rejected) !== null) return false;
    }
    const error = finding.poison;
    if (error !== null) {
      this.#o.log.warn("a report was refused again and again while others pass", { error });
    }
    this.#recovered();
    return true;
  }

  async #syncWhenDue(idle: boolean): Promise<void> {
    const { progress, clock } = this.#o;
    const due = idle ? SYNC_AGE : 2 * SYNC_AGE;
    if (progress.unsynced >= SYNC_REPORTS || clock.now() - this.#syncedAt >= due)
      await this.#sync();
  }

  /** A failed sync costs nothing: the journal keeps what is not known to be durable. */
  async #sync(): Promise<void> {
    const { progress, clock } = this.#o;
    if (progress.unsynced === 0) return;
    this.#syncedAt = clock.now();
    const failure = await this.#attempts.sync();
    if (failure === null) return progress.synced();
    this.#remember(failure);
    this.#o.log.warn("sink could not sync", { error: failure });
  }

  async #backOff(error: string, failures: number, retryAfter: number | null): Promise<void> {
    if (this.#stop.signal.aborted) return;
    const { clock, log, random, settings } = this.#o;
    const wait = Math.round(backoff(failures, settings.retry, retryAfter, random()));
    this.#remember(error);
    this.#state = this.#state === "opening" ? "opening" : "retrying";
    this.#retryAt = clock.now() + wait;
    log.warn("sink failed, will retry", { error, failures, wait });
    await clock.sleep(wait, this.#stop.signal);
    this.#retryAt = null;
  }

  #recovered(): void {
    if (this.#window.failures > 0) this.#o.log.info("sink accepts again");
    this.#window.succeeded();
    this.#isolation.reset();
    this.#state = "running";
  }

  #fatal(error: string): void {
    this.#remember(error);
    this.#state = "stopped";
    this.#o.log.error("sink stopped: its settings or credentials are wrong", { error });
  }

  #remember(message: string): void {
    this.#lastError = { message, at: this.#o.clock.now() };
  }

  async #sleep(ms: number): Promise<void> {
    if (this.#stop.signal.aborted) return;
    // Far in the future stands for "until somebody wakes it"; timers cannot be longer.
    await this.#o.clock.sleep(Math.min(ms, 0x7fff_ffff), this.#nap.signal);
  }
}
