import type { Report } from "../report/report.ts";
import type { Clock } from "../sink/context.ts";
import type { Erasure, ErasureStep } from "../sink/erasure.ts";
import type { Retagging, RetagStep } from "../sink/retagging.ts";
import type { Sink } from "../sink/sink.ts";
import { messageOf, type Outcome, outcomeOfError, outcomeOfResult } from "./outcome.ts";
import { timeLimited } from "./time-limit.ts";

/** What {@link Attempts} works with. */
export interface AttemptsOptions {
  sink: Sink;
  clock: Clock;
  /** Limit of one attempt, in milliseconds. */
  timeout: number;
  /** Aborts the attempt under way and every later one. */
  stop: AbortSignal;
}

/** A call that overran its limit by this many milliseconds is shown as hanging. */
const HANGING_AFTER = 5_000;

/** The calls to one sink, one at a time, each with its time limit and its outcome as a value. Only `erase` and `retag` reject. */
export class Attempts {
  readonly #o: AttemptsOptions;
  #since: number | null = null;

  constructor(options: AttemptsOptions) {
    this.#o = options;
  }

  /** A call is under way. */
  get busy(): boolean {
    return this.#since !== null;
  }

  /** The call under way ignores its time limit. */
  get hanging(): boolean {
    const limit = this.#o.timeout + HANGING_AFTER;
    return this.#since !== null && this.#o.clock.now() - this.#since > limit;
  }

  open(): Promise<Outcome> {
    return this.#attempt(0, async (signal) => {
      await this.#o.sink.open(signal);
      return {};
    });
  }

  /** @param id stable across retries; left out for reports that follow each other in the journal */
  write(reports: Report[], id = `${reports[0]?.id ?? ""}.${reports.length}`): Promise<Outcome> {
    return this.#attempt(reports.length, (signal) => this.#o.sink.write({ id, reports }, signal));
  }

  /** One step of an erasure. @throws what the sink throws */
  erase(erasure: Erasure): Promise<ErasureStep> {
    return this.#step(async ({ erase }, signal) => {
      if (erase === undefined) throw new Error("the sink cannot erase, and says it can");
      return erase.call(this.#o.sink, erasure, signal);
    });
  }

  /** One step of a retagging. @throws what the sink throws */
  retag(retagging: Retagging): Promise<RetagStep> {
    return this.#step(async ({ retag }, signal) => {
      if (retag === undefined) throw new Error("the sink cannot tag anew, and says it can");
      return retag.call(this.#o.sink, retagging, signal);
    });
  }

  /** @returns what went wrong, `null` for nothing */
  sync(): Promise<string | null> {
    return this.#call(async () => {
      await this.#o.sink.sync?.();
      return null;
    });
  }

  /** @returns what went wrong, `null` for nothing */
  close(): Promise<string | null> {
    return this.#call(async () => {
      await this.#o.sink.close();
      return null;
    });
  }

  async #step<T>(task: (sink: Sink, signal: AbortSignal) => Promise<T>): Promise<T> {
    const { clock, timeout, stop, sink } = this.#o;
    this.#since = clock.now();
    try {
      return await timeLimited(clock, timeout, stop, (signal) => task(sink, signal));
    } finally {
      this.#since = null;
    }
  }

  async #attempt(
    reports: number,
    task: (signal: AbortSignal) => Promise<unknown>,
  ): Promise<Outcome> {
    const { clock, timeout, stop } = this.#o;
    this.#since = clock.now();
    try {
      return outcomeOfResult(await timeLimited(clock, timeout, stop, task), reports);
    } catch (error) {
      return outcomeOfError(error);
    } finally {
      this.#since = null;
    }
  }

  async #call(task: () => Promise<null>): Promise<string | null> {
    this.#since = this.#o.clock.now();
    try {
      return await task();
    } catch (error) {
      return messageOf(error);
    } finally {
      this.#since = null;
    }
  }
}
