import type { Clock, Log } from "../sink/context.ts";
import type { Attempts } from "./attempts.ts";
import { backoff, type RetrySettings } from "./backoff.ts";
import type { ErasureQueue, PendingErasure } from "./erasure.ts";
import { messageOf } from "./outcome.ts";
import { hasPassed, type Position } from "./position.ts";

/** What {@link Eraser} works with. */
export interface EraserOptions {
  queue: ErasureQueue;
  attempts: Attempts;
  /** The sink can erase. */
  able: boolean;
  /** How far the sink has come durably: what comes again after a crash would be there again. */
  progress: { readonly position: Position; readonly durable: Position };
  settings: { retry: RetrySettings };
  clock: Clock;
  log: Log;
  /** A number of [0, 1), for jitter. */
  random: () => number;
  /** Makes what the sink has done durable; resolves to why it could not, `null` for nothing. */
  sync: () => Promise<string | null>;
  /** What went wrong, to be shown. */
  onError: (message: string) => void;
}

/** Between two steps, in milliseconds: whoever shares the thread gets its share of it. */
const PAUSE = 20;

/**
 * Has one sink erase what people asked for, a step at a time between its batches: first its dead
 * letters, then what it keeps. An erasure begins when everything that was accepted before it has
 * been settled by the sink.
 */
export class Eraser {
  readonly #o: EraserOptions;
  #notBefore = 0;
  #failures = 0;
  /** Which erasure has begun, and the last dead letter looked at, `null` after all of them. */
  #begun: { id: string; after: number | null } | null = null;

  constructor(options: EraserOptions) {
    this.#o = options;
  }

  /** Milliseconds until {@link step} has something to do; infinite while there is nothing. */
  get wait(): number {
    const pending = this.#o.queue.next();
    if (pending === null || !hasPassed(this.#o.progress.position, pending.seq)) {
      return Number.POSITIVE_INFINITY;
    }
    return Math.max(0, this.#notBefore - this.#o.clock.now());
  }

  /** One step of the oldest erasure. Never rejects. */
  async step(): Promise<void> {
    try {
      const pending = this.#o.queue.next();
      if (pending !== null) await this.#one(pending);
      this.#failures = 0;
      this.#notBefore = this.#o.clock.now() + PAUSE;
    } catch (error) {
      this.#backOff(messageOf(error));
    }
  }

  async #one(pending: PendingErasure): Promise<void> {
    const { erasure } = pending;
    const { queue, attempts, able } = this.#o;
    if (this.#begun?.id !== erasure.id) this.#begun = await this.#begin(pending);
    if (this.#begun.after !== null) {
      this.#begun.after = queue.eraseLetters(erasure, this.#begun.after);
      return;
    }
    if (!able) return queue.settle(erasure.id, "not_asked");
    const { done, reports } = await attempts.erase(erasure);
    if (reports > 0) queue.add(erasure.id, reports);
    if (!done) return;
    await this.#sync();
    queue.settle(erasure.id, "done");
    this.#o.log.info("reports were erased as somebody asked", { erasure: erasure.id });
  }

  async #begin({ erasure, seq }: PendingErasure): Promise<{ id: string; after: number }> {
    await this.#sync();
    if (!hasPassed(this.#o.progress.durable, seq)) throw new Error("The position is not durable.");
    return { id: erasure.id, after: 0 };
  }

  async #sync(): Promise<void> {
    const failure = await this.#o.sync();
    if (failure !== null) throw new Error(failure);
  }

  #backOff(error: string): void {
    const { clock, log, random, settings, onError } = this.#o;
    this.#failures += 1;
    const wait = Math.round(backoff(this.#failures, settings.retry, null, random()));
    this.#notBefore = clock.now() + wait;
    onError(`Erasure: ${error}`);
    log.warn("an erasure could not go on, will retry", { error, wait });
  }
}
