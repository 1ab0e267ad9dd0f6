import type { Clock, Log } from "../sink/context.ts";
import type { Rejection } from "../sink/sink.ts";
import { messageOf } from "./outcome.ts";

/** Rejections are told at most this often, in milliseconds: a sink may reject everything. */
const TELL_AFTER = 60_000;

/** Tells of the reports that a sink rejects, so that one that rejects everything does not look healthy. */
export class Refusals {
  readonly #clock: Clock;
  readonly #log: Log;
  #untold = 0;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  /** @returns one sentence for the sink's status; `null` where nothing was rejected */
  add(rejected: readonly Rejection[]): string | null {
    const [first] = rejected;
    if (first === undefined) return null;
    const reason = messageOf(first.reason);
    this.#untold += rejected.length;
    if (this.#clock.now() - this.#toldAt >= TELL_AFTER) {
      this.#log.warn("sink rejected reports, which are dead letters now", {
        rejected: this.#untold,
        reason,
      });
      this.#toldAt = this.#clock.now();
      this.#untold = 0;
    }
    const many = rejected.length === 1 ? "A report was" : `${rejected.length} reports were`;
    return `${many} rejected: ${reason}`;
  }
}
