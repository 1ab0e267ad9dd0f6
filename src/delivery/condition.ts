import type { Clock, Log } from "../sink/context.ts";
import { backoff, type RetrySettings } from "./backoff.ts";
import type { SinkState } from "./status.ts";

/** What {@link Condition} works with. */
export interface ConditionOptions {
  retry: RetrySettings;
  clock: Clock;
  log: Log;
  /** A number of [0, 1), for jitter. */
  random: () => number;
  /** Ends every wait. */
  stop: AbortSignal;
}

/** How a sink is doing, as its status shows it, and the waits that follow from it. */
export class Condition {
  readonly #o: ConditionOptions;
  #state: SinkState = "opening";
  #retryAt: number | null = null;
  #lastError: { message: string; at: number } | null = null;
  /** When the last attempt has to begin, milliseconds since the epoch. */
  #until = Number.POSITIVE_INFINITY;
  /** The other side has said for how long to wait. */
  #asked = false;
  #wait = new AbortController();

  constructor(options: ConditionOptions) {
    this.#o = options;
  }

  get state(): SinkState {
    return this.#state;
  }

  get lastError(): { message: string; at: number } | null {
    return this.#lastError;
  }

  /** When the wait under way ends, milliseconds since the epoch; `null` without one. */
  get retryAt(): number | null {
    return this.#retryAt;
  }

  /** The wait under way ends too late for what {@link drain} was told. */
  get tooLate(): boolean {
    return this.#retryAt !== null && this.#retryAt > this.#until;
  }

  /**
   * From now on there is no time for later attempts. A wait that would end too late is cut short
   * for a last one, unless the other side has asked for it.
   *
   * @param until milliseconds since the epoch
   */
  drain(until: number): void {
    this.#until = until;
    if (!this.tooLate || this.#asked) return;
    this.#retryAt = null;
    this.#wait.abort();
  }

  /** The sink accepts. */
  running(): void {
    this.#state = "running";
  }

  /** What was opened is closed, unless a person is needed first. */
  closed(): void {
    if (this.#state !== "stopped") this.#state = "closed";
  }

  /** Settings, credentials or its code are wrong. */
  fatal(error: string): void {
    this.stopped(error, "sink stopped: its settings, its credentials or its code are wrong");
  }

  /** Only a person can help. */
  stopped(error: string, message: string): void {
    this.remember(error);
    this.#state = "stopped";
    this.#o.log.error(message, { error });
  }

  /** Keeps the state and shows the error. */
  remember(message: string): void {
    this.#lastError = { message, at: this.#o.clock.now() };
  }

  /** Shows the error and waits before the next attempt. @param failures in a row, this one included */
  async backOff(error: string, failures: number, retryAfter: number | null): Promise<void> {
    const { retry, clock, log, random, stop } = this.#o;
    if (stop.aborted) return;
    const wait = Math.round(backoff(failures, retry, retryAfter, random()));
    this.remember(error);
    if (this.#state !== "opening") this.#state = "retrying";
    this.#retryAt = clock.now() + wait;
    log.warn("sink failed, will retry", { error, failures, wait });
    this.#asked = retryAfter !== null;
    this.#wait = new AbortController();
    await clock.sleep(wait, AbortSignal.any([stop, this.#wait.signal]));
    this.#retryAt = null;
  }
}
