import { noiseRetagger } from "../admission/index.ts";
import type { Clock, Log } from "../sink/context.ts";
import type { Retagging, RetagStep } from "../sink/retagging.ts";
import type { Attempts } from "./attempts.ts";
import { backoff, type RetrySettings } from "./backoff.ts";
import { messageOf } from "./outcome.ts";
import { hasPassed, type Position } from "./position.ts";
import type { PendingRetag, RetagQueue } from "./retag.ts";

/** What {@link Retagger} works with. */
export interface RetaggerOptions {
  queue: RetagQueue;
  attempts: Attempts;
  /** The sink can give stored reports another tag. */
  able: boolean;
  /** How far the sink has come durably: what comes again after a crash has the tag of then. */
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
/** How far it is, is written down at most so often, in milliseconds. */
const TELL_EVERY = 1_000;

/**
 * Has one sink give its reports the tags of the noise rules that there are now, a step at a time
 * between its batches. It begins when everything that was accepted under other rules has been
 * settled by the sink, and begins anew when rules change meanwhile.
 */
export class Retagger {
  readonly #o: RetaggerOptions;
  #notBefore = 0;
  #failures = 0;
  #begun: Retagging | null = null;
  #toldAt = 0;

  constructor(options: RetaggerOptions) {
    this.#o = options;
  }

  /** Milliseconds until {@link step} has something to do; infinite while there is nothing. */
  get wait(): number {
    const pending = this.#o.queue.next();
    if (pending === null) return Number.POSITIVE_INFINITY;
    if (this.#o.able && !hasPassed(this.#o.progress.position, pending.seq)) {
      return Number.POSITIVE_INFINITY;
    }
    return Math.max(0, this.#notBefore - this.#o.clock.now());
  }

  /** One step. Never rejects. */
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

  async #one(pending: PendingRetag): Promise<void> {
    const { queue, attempts, able, log, clock } = this.#o;
    if (!able) return queue.notAsked(pending.id);
    if (this.#begun?.id !== pending.id) this.#begun = await this.#begin(pending);
    const step = await attempts.retag(this.#begun);
    if (!step.done) return this.#tell(pending.id, step);
    await this.#sync();
    this.#begun = null;
    if (!queue.done(pending.id, step, clock.now())) return;
    const { read, changed } = step;
    if (read > 0) log.info("stored reports carry the tags of the noise rules", { read, changed });
  }

  #tell(id: string, step: RetagStep): void {
    const { queue, clock } = this.#o;
    if (clock.now() - this.#toldAt < TELL_EVERY) return;
    queue.tell(id, step);
    this.#toldAt = clock.now();
  }

  async #begin({ id, seq, rules, changed }: PendingRetag): Promise<Retagging> {
    await this.#sync();
    if (!hasPassed(this.#o.progress.durable, seq)) throw new Error("The position is not durable.");
    return { id, tag: noiseRetagger(rules, new Set(changed)) };
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
    onError(`Noise tags: ${error}`);
    log.warn("noise tags of stored reports cannot be changed, will retry", { error, wait });
  }
}
