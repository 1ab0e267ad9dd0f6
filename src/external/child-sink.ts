import { outcomeOfResult } from "../delivery/outcome.ts";
import type { Clock, Log } from "../sink/context.ts";
import { SinkError } from "../sink/error.ts";
import type { Batch, Sink, WriteResult } from "../sink/sink.ts";
import type { Child } from "./child.ts";
import type { Mask } from "./mask.ts";

/** What a sink in a child is made of. */
export interface ChildSinkOptions {
  /** Starts a child with nothing in it. */
  spawn: () => Child;
  /** Creates the sink in a new child. */
  create: (child: Child, signal: AbortSignal) => Promise<void>;
  clock: Clock;
  log: Log;
  mask: Mask;
  /** Limit of what the host sets none for, in milliseconds. */
  timeout: number;
}

/** Wait before a child that died with nothing to do is started again: doubled each time, in milliseconds. */
const FIRST_WAIT = 100;
const LONGEST_WAIT = 60_000;

/** How long `close` may take. All sinks together have a second. */
const CLOSE = 500;

/**
 * A sink whose code runs in a child process. Keeps the contract of {@link Sink} whatever that
 * code does: each call settles soon after its signal aborts, and a child that ended is followed
 * by a new one, opened before the next call.
 */
export class ChildSink implements Sink {
  readonly #o: ChildSinkOptions;
  readonly #closing = new AbortController();
  #child: Child | null = null;
  #opened = false;
  #preparing: Promise<Child> | null = null;
  /** Calls that somebody waits for: they say themselves that the child died. */
  #busy = 0;
  /** Deaths in a row with nothing to do. */
  #idleDeaths = 0;
  #notBefore = 0;
  #starts = 0;

  constructor(options: ChildSinkOptions) {
    this.#o = options;
  }

  /** Children that were started after the first one. */
  get restarts(): number {
    return Math.max(0, this.#starts - 1);
  }

  /** Starts the child, creates the sink in it and opens it. */
  async open(signal: AbortSignal): Promise<void> {
    await this.#call(() => this.#ready(signal));
  }

  /** Opens the sink first where its child is a new one. */
  write(batch: Batch, signal: AbortSignal): Promise<WriteResult> {
    return this.#call(async () => {
      const child = await this.#ready(signal);
      const value = await child.call({ method: "write", batch }, signal);
      const outcome = outcomeOfResult(value, batch.reports.length);
      if (outcome.kind !== "accepted") throw new Error(outcome.error);
      this.#idleDeaths = 0;
      const rejected = outcome.rejected.map(({ index, reason }) => {
        return { index, reason: this.#o.mask(reason).slice(0, 500) };
      });
      return { rejected };
    });
  }

  /** A new child syncs what an old one wrote: what `write` has accepted outlives its process by contract. */
  sync(): Promise<void> {
    return this.#call(async () => {
      const limit = AbortSignal.timeout(this.#o.timeout);
      await (await this.#ready(limit)).call({ method: "sync" }, limit);
    });
  }

  /** Closes the sink where it can be within half a second, and ends its child in any case. */
  async close(): Promise<void> {
    this.#closing.abort();
    const child = this.#child;
    if (!child?.alive) return;
    try {
      await child.call({ method: "close" }, AbortSignal.timeout(CLOSE), 0);
    } finally {
      await child.end();
    }
  }

  /** Ends the child at once, whatever is under way. For what is left when nobody waits any more. */
  kill(): void {
    this.#closing.abort();
    this.#child?.kill("it was stopped");
  }

  async #call<T>(task: () => Promise<T>): Promise<T> {
    this.#busy += 1;
    try {
      return await task();
    } finally {
      this.#busy -= 1;
    }
  }

  #ready(signal: AbortSignal): Promise<Child> {
    this.#preparing ??= this.#prepare(signal).finally(() => {
      this.#preparing = null;
    });
    return this.#preparing;
  }

  async #prepare(signal: AbortSignal): Promise<Child> {
    const child = this.#child?.alive ? this.#child : await this.#start(signal);
    if (!this.#opened) await child.call({ method: "open" }, signal);
    this.#opened = true;
    return child;
  }

  async #start(signal: AbortSignal): Promise<Child> {
    const wait = this.#notBefore - this.#o.clock.now();
    if (wait > 0) {
      throw new SinkError(`The sink's process keeps ending; it is started again in ${wait} ms.`, {
        retryAfter: wait,
      });
    }
    this.#starts += 1;
    this.#opened = false;
    const child = this.#o.spawn();
    this.#child = child;
    void child.died.then((why) => this.#died(child, why));
    try {
      await this.#o.create(child, signal);
      return child;
    } catch (error) {
      this.#child = null;
      child.kill("it could not be started");
      throw error;
    }
  }

  #died(child: Child, why: string): void {
    if (this.#child !== child) return;
    this.#child = null;
    this.#opened = false;
    if (this.#busy > 0 || this.#closing.signal.aborted) return;
    const { clock, log } = this.#o;
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(this.#idleDeaths, 30));
    this.#idleDeaths += 1;
    this.#notBefore = clock.now() + wait;
    log.error("a sink's process ended and is started again", { error: why, wait });
    void clock.sleep(wait, this.#closing.signal).then(() => this.#revive());
  }

  async #revive(): Promise<void> {
    if (this.#closing.signal.aborted || this.#child !== null || this.#busy > 0) return;
    const { log, timeout } = this.#o;
    try {
      await this.#ready(AbortSignal.any([AbortSignal.timeout(timeout), this.#closing.signal]));
    } catch (error) {
      // The next write tries again, and says what it finds.
      log.warn("a sink's process could not be started again", { error: String(error) });
    }
  }
}
