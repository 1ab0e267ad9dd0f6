import type { Clock, Log } from "../sink/context.ts";
import type { Sink, SinkPlugin } from "../sink/sink.ts";
import { Attempts } from "./attempts.ts";
import type { RetrySettings } from "./backoff.ts";
import { Batches } from "./batches.ts";
import { Condition } from "./condition.ts";
import { Eraser } from "./eraser.ts";
import type { ErasureQueue } from "./erasure.ts";
import type { SinkFeed, Slice } from "./feed.ts";
import type { ReplayQueue } from "./letter.ts";
import { messageOf } from "./outcome.ts";
import type { Progress } from "./progress.ts";
import { Replay } from "./replay.ts";
import type { RetagQueue } from "./retag.ts";
import { Retagger } from "./retagger.ts";
import type { SinkState } from "./status.ts";
import { SYNC_AGE, Sync } from "./sync.ts";

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

/** What {@link SinkLoop} works with. */
export interface LoopOptions {
  sink: Sink;
  supports: SinkPlugin["supports"];
  settings: LoopSettings;
  feed: SinkFeed;
  progress: Progress;
  /** The sink's dead letters that are to be written again. */
  replay: ReplayQueue;
  /** What the sink is to erase. */
  erasures: ErasureQueue;
  /** The noise tags that its reports are to have. */
  retags: RetagQueue;
  clock: Clock;
  log: Log;
  /** A number of [0, 1), for jitter. */
  random: () => number;
}

/** A batch that waits to fill is looked at again after this long, so that a burst does not wait for `maxAge`. */
const GLANCE = 20;

/**
 * Delivers to one sink, alone and independent of every other sink: says when it is the turn of a
 * batch of the journal, of dead letters that are replayed, of a sync, of an erasure, of noise tags,
 * or of nothing.
 */
export class SinkLoop {
  readonly #o: LoopOptions;
  readonly #condition: Condition;
  readonly #batches: Batches;
  readonly #attempts: Attempts;
  readonly #sync: Sync;
  readonly #replay: Replay;
  readonly #eraser: Eraser;
  readonly #retagger: Retagger;
  readonly #stop = new AbortController();
  #nap = new AbortController();
  #draining = false;
  /** Turns in a row that could not read the journal. */
  #unread = 0;
  #finished: Promise<void> | null = null;

  constructor(options: LoopOptions) {
    this.#o = options;
    const { sink, settings, clock, feed, progress, log, random } = options;
    const { timeout, retry } = settings;
    const stop = this.#stop.signal;
    this.#condition = new Condition({ retry, clock, log, random, stop });
    const onError = (message: string) => this.#condition.remember(message);
    const attempts = new Attempts({ sink, clock, timeout, stop });
    this.#attempts = attempts;
    const condition = this.#condition;
    const onAccepted = () => this.#replay.sinkAccepted();
    this.#batches = new Batches({
      attempts,
      feed,
      progress,
      condition,
      settings,
      clock,
      log,
      onAccepted,
      stop,
    });
    this.#sync = new Sync({ attempts, progress, clock, log, onError });
    const sync = () => this.#sync.now();
    const queue = options.replay;
    const common = { clock, log, random, stop };
    this.#replay = new Replay({ queue, attempts, settings, sync, onError, ...common });
    const { erase = false, retag = false } = options.supports;
    const duty = { attempts, progress, settings, sync, onError, ...common };
    this.#eraser = new Eraser({ queue: options.erasures, able: erase, ...duty });
    this.#retagger = new Retagger({ queue: options.retags, able: retag, ...duty });
  }

  get state(): SinkState {
    return this.#attempts.hanging ? "hanging" : this.#condition.state;
  }

  get lastError(): { message: string; at: number } | null {
    return this.#condition.lastError;
  }

  /** When the next attempt is due, milliseconds since the epoch; `null` while none is waited for. */
  get retryAt(): number | null {
    return this.#condition.retryAt;
  }

  /** Nothing of the journal waits for this sink. */
  get idle(): boolean {
    if (this.#attempts.busy) return false;
    try {
      return this.#batches.next() === null;
    } catch {
      // What cannot be read may wait; the turn says so.
      return false;
    }
  }

  /** It waits for an attempt that would come after the end of {@link drain}. */
  get tooLate(): boolean {
    return this.#condition.tooLate;
  }

  /** Begins to deliver. Call once. */
  start(): void {
    this.#finished = this.#run().catch((error) => {
      this.#condition.stopped(messageOf(error), "delivery loop ended by a bug");
    });
  }

  /** There may be new reports. */
  wake(): void {
    if (this.retryAt === null) this.#nap.abort();
  }

  /**
   * Delivers what is there without waiting for batches to fill; {@link idle} tells when it is done.
   *
   * @param until when that has to end, milliseconds since the epoch
   */
  drain(until: number): void {
    this.#draining = true;
    this.#condition.drain(until);
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
      this.#condition.running();
      while (!this.#stop.signal.aborted && this.state !== "stopped") await this.#survive();
      await this.#sync.pending();
    }
    const failure = await this.#attempts.close();
    if (failure !== null) this.#condition.remember(failure);
    this.#condition.closed();
  }

  async #open(): Promise<boolean> {
    for (let failures = 1; !this.#stop.signal.aborted; failures++) {
      const outcome = await this.#attempts.open();
      if (outcome.kind === "accepted") return true;
      if (outcome.kind === "fatal") {
        this.#condition.fatal(outcome.error);
        return false;
      }
      await this.#condition.backOff(outcome.error, failures, outcome.retryAfter);
    }
    return false;
  }

  /** A turn; where the journal cannot be read, a wait. One bad moment of the disk must not end delivery. */
  async #survive(): Promise<void> {
    try {
      await this.#turn();
    } catch (error) {
      this.#unread += 1;
      const failures = this.#unread + this.#batches.failures;
      await this.#condition.backOff(
        `The journal could not be read: ${messageOf(error)}`,
        failures,
        null,
      );
    }
  }

  /** One batch of the journal, one of dead letters, or one wait. @throws what reading the journal throws */
  async #turn(): Promise<void> {
    // Before the look at the journal: whoever wakes the loop from here on cuts the wait short.
    this.#nap = new AbortController();
    const slice = this.#batches.next();
    this.#readAgain();
    const ready = slice !== null && this.#fills(slice) <= 0;
    if (ready) {
      await this.#batches.deliver(slice);
      await this.#sync.whenDue(false);
    }
    const replayed = await this.#replayLetters();
    const erased = (await this.#erase()) || (await this.#retag());
    // A sink that never waits would keep the thread: other sinks, status pages, trimming.
    if (ready || replayed || erased) return nextTurn();
    if (slice === null) await this.#sync.whenDue(true);
    await this.#sleep(slice === null ? this.#idleFor() : Math.min(this.#fills(slice), GLANCE));
  }

  /** For how much longer a batch may wait to fill, in milliseconds; 0 for not at all. */
  #fills({ full, oldestAt }: Slice): number {
    if (full || this.#draining) return 0;
    return Math.max(0, oldestAt + this.#o.settings.maxAge - this.#o.clock.now());
  }

  #idleFor(): number {
    const { unsynced } = this.#o.progress;
    const sync = unsynced > 0 ? SYNC_AGE : Number.POSITIVE_INFINITY;
    return Math.min(sync, this.#replayWait(), this.#eraseWait(), this.#retagWait());
  }

  /** Dead letters are replayed only while the sink accepts what the journal has. */
  #replayWait(): number {
    if (this.#condition.state !== "running" || this.#draining) return Number.POSITIVE_INFINITY;
    return this.#replay.wait;
  }

  /** One batch of dead letters, where one is due. */
  async #replayLetters(): Promise<boolean> {
    if (this.#replayWait() > 0 || this.#stop.signal.aborted) return false;
    const fatal = await this.#replay.step();
    if (fatal !== null) this.#condition.fatal(fatal);
    return true;
  }

  #eraseWait(): number {
    if (this.#condition.state !== "running" || this.#draining) return Number.POSITIVE_INFINITY;
    return this.#eraser.wait;
  }

  /** One step of an erasure, where one is due. */
  async #erase(): Promise<boolean> {
    if (this.#eraseWait() > 0 || this.#stop.signal.aborted) return false;
    await this.#eraser.step();
    return true;
  }

  /** What is erased need not be tagged before. */
  #retagWait(): number {
    if (this.#condition.state !== "running" || this.#draining) return Number.POSITIVE_INFINITY;
    return Number.isFinite(this.#eraser.wait) ? Number.POSITIVE_INFINITY : this.#retagger.wait;
  }

  /** One step towards the noise tags that there are now, where one is due. */
  async #retag(): Promise<boolean> {
    if (this.#retagWait() > 0 || this.#stop.signal.aborted) return false;
    await this.#retagger.step();
    return true;
  }

  #readAgain(): void {
    if (this.#unread === 0) return;
    this.#unread = 0;
    if (this.#batches.failures === 0) this.#condition.running();
    this.#o.log.info("the journal can be read again");
  }

  async #sleep(ms: number): Promise<void> {
    if (this.#stop.signal.aborted) return;
    // Far in the future stands for "until somebody wakes it"; timers cannot be longer.
    await this.#o.clock.sleep(Math.min(ms, 0x7fff_ffff), this.#nap.signal);
  }
}

/** Resolves after whatever else waits for the thread had its turn. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
