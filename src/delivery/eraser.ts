import { type DutyOptions, NextStep, synced, syncedUpTo } from "./duty.ts";
import type { ErasureQueue, PendingErasure } from "./erasure.ts";
import { messageOf } from "./outcome.ts";
import { hasPassed } from "./position.ts";

/**
 * Has one sink erase what people asked for, a step at a time between its batches: first its dead
 * letters, then what it keeps. An erasure begins when everything that was accepted before it has
 * been settled by the sink.
 */
export class Eraser {
  readonly #o: DutyOptions<ErasureQueue>;
  readonly #next: NextStep;
  /** Which erasure has begun, and the last dead letter looked at, `null` after all of them. */
  #begun: { id: string; after: number | null } | null = null;

  constructor(options: DutyOptions<ErasureQueue>) {
    this.#o = options;
    this.#next = new NextStep(options);
  }

  /** Milliseconds until {@link step} has something to do; infinite while there is nothing. */
  get wait(): number {
    const pending = this.#o.queue.next();
    if (pending === null || !hasPassed(this.#o.progress.position, pending.seq)) {
      return Number.POSITIVE_INFINITY;
    }
    return this.#next.wait;
  }

  /** One step of the oldest erasure. Never rejects. */
  async step(): Promise<void> {
    try {
      const pending = this.#o.queue.next();
      if (pending !== null) await this.#one(pending);
      this.#next.passed();
    } catch (cause) {
      const error = messageOf(cause);
      const wait = this.#next.failed();
      this.#o.onError(`Erasure: ${error}`);
      this.#o.log.warn("an erasure could not go on, will retry", { error, wait });
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
    await synced(this.#o);
    queue.settle(erasure.id, "done");
    this.#o.log.info("reports were erased as somebody asked", { erasure: erasure.id });
  }

  async #begin({ erasure, seq }: PendingErasure): Promise<{ id: string; after: number }> {
    await syncedUpTo(seq, this.#o);
    return { id: erasure.id, after: 0 };
  }
}
