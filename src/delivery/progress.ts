import type { Log } from "../sink/context.ts";
import type { Rejection } from "../sink/sink.ts";
import type { Slice } from "./feed.ts";
import type { Refusal } from "./letter.ts";
import { comparePositions, type Position } from "./position.ts";
import type { DeliveryStore, SinkRecord } from "./store.ts";

/** What {@link Progress} works with. */
export interface ProgressOptions {
  name: string;
  store: DeliveryStore;
  /** What the store knew of the sink, or where a new one starts. */
  record: SinkRecord;
  /** `write` resolves before the data is durable; {@link Progress.synced} says when it is. */
  deferred: boolean;
  now: () => number;
  log: Log;
}

/**
 * How far one sink has come: what it has accepted, and what it has accepted durably. Only the
 * second is written down and frees the journal.
 */
export class Progress {
  readonly #o: ProgressOptions;
  #record: SinkRecord;
  #position: Position;
  /** Accepted since the record was written. */
  #delivered = 0;

  constructor(options: ProgressOptions) {
    this.#o = options;
    this.#record = options.record;
    this.#position = options.record.position;
  }

  /** Everything before it was settled; the next batch starts here. */
  get position(): Position {
    return this.#position;
  }

  /** The journal must keep everything from here on. */
  get durable(): Position {
    return this.#record.position;
  }

  /** Settled reports that a loss of power could still take. */
  get unsynced(): number {
    return this.#position.reports - this.#record.position.reports;
  }

  get totals(): { delivered: number; rejected: number; dropped: number } {
    const { delivered, rejected, dropped } = this.#record;
    return { delivered: delivered + this.#delivered, rejected, dropped };
  }

  /**
   * A batch is done: accepted but for the rejected, which become dead letters. Reports of it
   * that were given up while it was under way stay counted as dropped.
   *
   * @throws when the dead letters cannot be written: the batch is not settled then
   */
  settle(slice: Slice, rejected: readonly Rejection[]): void {
    const dropped = this.#droppedOf(slice);
    const refusals: Refusal[] = [];
    for (const { index, reason } of rejected) {
      const report = slice.reports[index];
      if (report && index >= dropped) refusals.push({ report, reason });
    }
    const position = comparePositions(slice.to, this.#position) > 0 ? slice.to : this.#position;
    const delivered = this.#delivered + slice.reports.length - dropped - refusals.length;
    this.#delivered = refusals.length > 0 ? this.#keep(refusals, position, delivered) : delivered;
    this.#position = position;
    if (!this.#o.deferred) this.#advance();
  }

  /** Everything settled so far is durable in the sink. */
  synced(): void {
    this.#advance();
  }

  /**
   * Gives up everything before `to`, because it waited for too long. What a sink has accepted but
   * cannot make durable is let go as well, and not counted: the sink has it.
   *
   * @returns how many reports the sink will not get
   */
  skipTo(to: Position): number {
    if (comparePositions(to, this.#record.position) <= 0) return 0;
    const dropped = Math.max(0, to.reports - this.#position.reports);
    if (dropped > 0) {
      this.#position = to;
      this.#record = { ...this.#record, dropped: this.#record.dropped + dropped };
    }
    this.#write(this.#o.deferred ? to : this.#position);
    return dropped;
  }

  /** How many of the batch's first reports {@link skipTo} has given up meanwhile. */
  #droppedOf({ reports, span, places, to }: Slice): number {
    const gone = Math.max(0, this.#position.reports - (to.reports - span));
    const first = places === undefined ? gone : places.findIndex((place) => place >= gone);
    return first < 0 ? reports.length : Math.min(reports.length, first);
  }

  /**
   * Writes dead letters down, with the position where that is durable too: a crash in between
   * would count them twice.
   *
   * @returns what of `delivered` is still to be written down
   */
  #keep(refusals: Refusal[], position: Position, delivered: number): number {
    const { name, store, deferred, now } = this.#o;
    const before = this.#record;
    const record = deferred
      ? before
      : { ...before, position, delivered: before.delivered + delivered };
    this.#record = store.save(name, record, refusals, now());
    return deferred ? delivered : 0;
  }

  #advance(): void {
    if (this.#record.position !== this.#position) this.#write(this.#position);
  }

  /**
   * Writes a position down. Where the disk refuses, the old one stands: after a restart some
   * reports are delivered again, and until then the journal keeps their rows.
   */
  #write(position: Position): void {
    // Behind some of what was delivered only where that is not durable yet.
    const ahead = this.#position.reports - position.reports;
    const counted = Math.max(0, this.#delivered - ahead);
    const delivered = this.#record.delivered + counted;
    const record = { ...this.#record, position, delivered };
    try {
      this.#o.store.save(this.#o.name, record, [], this.#o.now());
    } catch (error) {
      this.#o.log.warn("a sink's position could not be written", { error: String(error) });
      return;
    }
    this.#record = record;
    this.#delivered -= counted;
  }
}
