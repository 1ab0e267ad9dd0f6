import type { Clock, Log } from "../sink/context.ts";
import type { Rejection } from "../sink/sink.ts";
import type { Attempts } from "./attempts.ts";
import type { Condition } from "./condition.ts";
import type { SinkFeed, Slice } from "./feed.ts";
import { Isolation } from "./isolation.ts";
import { messageOf } from "./outcome.ts";
import type { Progress } from "./progress.ts";
import { Refusals } from "./refusals.ts";
import { Window } from "./window.ts";

/** What {@link Batches} works with. */
export interface BatchesOptions {
  attempts: Attempts;
  feed: SinkFeed;
  progress: Progress;
  condition: Condition;
  settings: { maxReports: number; maxBytes: number };
  clock: Clock;
  log: Log;
  /** The sink has accepted a batch. */
  onAccepted: () => void;
  /** What fails once this is aborted proves nothing. */
  stop: AbortSignal;
}

/** The journal as batches for one sink: as large as it can take them now, each until it is settled. */
export class Batches {
  readonly #o: BatchesOptions;
  readonly #window: Window;
  readonly #isolation: Isolation;
  readonly #refusals: Refusals;

  constructor(options: BatchesOptions) {
    this.#o = options;
    const { attempts, feed, settings, stop, clock, log } = options;
    this.#refusals = new Refusals(clock, log);
    this.#window = new Window(settings.maxReports);
    this.#isolation = new Isolation({ attempts, feed, maxBytes: settings.maxBytes, stop });
  }

  /** Failed attempts in a row. */
  get failures(): number {
    return this.#window.failures;
  }

  /** The next batch; `null` where nothing waits. @throws what reading the journal throws */
  next(): Slice | null {
    const { feed, progress, settings } = this.#o;
    const limits = { maxReports: this.#window.size, maxBytes: settings.maxBytes };
    return feed.slice(progress.position, limits);
  }

  /** One attempt to write the batch, and whatever follows from its outcome, waits included. */
  async deliver(slice: Slice): Promise<void> {
    // All of it is for other sinks.
    if (slice.reports.length === 0) return this.#o.progress.settle(slice, []);
    const outcome = await this.#o.attempts.write(slice.reports);
    if (outcome.kind === "fatal") return this.#o.condition.fatal(outcome.error);
    if (outcome.kind === "accepted") {
      const failure = this.#settle(slice, outcome.rejected);
      if (failure === null) return this.#accepted(outcome.rejected);
      this.#window.hold(slice.reports.length);
      return this.#o.condition.backOff(failure, 1, null);
    }
    // What was given up because Tattle stops says nothing about the sink or its reports.
    if (this.#o.stop.aborted) return;
    this.#window.failed(slice.reports.length);
    if (this.#window.suspicious && (await this.#isolate(slice))) return;
    await this.#o.condition.backOff(outcome.error, this.#window.failures, outcome.retryAfter);
  }

  #accepted(rejected: readonly Rejection[]): void {
    this.#recovered();
    const refusal = this.#refusals.add(rejected);
    if (refusal !== null) this.#o.condition.remember(refusal);
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
      this.#o.condition.fatal(finding.error);
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

  #recovered(): void {
    if (this.#window.failures > 0) this.#o.log.info("sink accepts again");
    this.#window.succeeded();
    this.#isolation.reset();
    this.#o.onAccepted();
    this.#o.condition.running();
  }
}
