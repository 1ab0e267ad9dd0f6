import { noiseRetagger } from "../admission/index.ts";
import type { Retagging, RetagStep } from "../sink/retagging.ts";
import { type DutyOptions, NextStep, synced, syncedUpTo } from "./duty.ts";
import { messageOf } from "./outcome.ts";
import { hasPassed } from "./position.ts";
import type { PendingRetag, RetagQueue } from "./retag.ts";

/** How far it is, is written down at most so often, in milliseconds. */
const TELL_EVERY = 1_000;

/**
 * Has one sink give its reports the tags of the noise rules that there are now, a step at a time
 * between its batches. It begins when everything that was accepted under other rules has been
 * settled by the sink, and begins anew when rules change meanwhile.
 */
export class Retagger {
  readonly #o: DutyOptions<RetagQueue>;
  readonly #next: NextStep;
  #begun: Retagging | null = null;
  #toldAt = 0;

  constructor(options: DutyOptions<RetagQueue>) {
    this.#o = options;
    this.#next = new NextStep(options);
  }

  /** Milliseconds until {@link step} has something to do; infinite while there is nothing. */
  get wait(): number {
    const pending = this.#o.queue.next();
    if (pending === null) return Number.POSITIVE_INFINITY;
    if (this.#o.able && !hasPassed(this.#o.progress.position, pending.seq)) {
      return Number.POSITIVE_INFINITY;
    }
    return this.#next.wait;
  }

  /** One step. Never rejects. */
  async step(): Promise<void> {
    try {
      const pending = this.#o.queue.next();
      if (pending !== null) await this.#one(pending);
      this.#next.passed();
    } catch (cause) {
      const error = messageOf(cause);
      const wait = this.#next.failed();
      this.#o.onError(`Noise tags: ${error}`);
      this.#o.log.warn("noise tags of stored reports cannot be changed, will retry", {
        error,
        wait,
      });
    }
  }

  async #one(pending: PendingRetag): Promise<void> {
    const { queue, attempts, able, log, clock } = this.#o;
    if (!able) return queue.notAsked(pending.id);
    if (this.#begun?.id !== pending.id) this.#begun = await this.#begin(pending);
    const step = await attempts.retag(this.#begun);
    if (!step.done) return this.#tell(pending.id, step);
    await synced(this.#o);
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
    await syncedUpTo(seq, this.#o);
    return { id, tag: noiseRetagger(rules, new Set(changed)) };
  }
}
