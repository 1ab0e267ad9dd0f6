import type { Batch, Sink, WriteResult } from "../../src/sink/sink.ts";
import { childrenCpuSeconds } from "./process.ts";
import type { Watcher } from "./watch.ts";

/** Where a process stands: the clock in milliseconds, and seconds of processor time. */
interface Moment {
  at: number;
  own: number;
  children: number;
}

/** What it took to deliver one report: microseconds, and the same of processor time. */
export interface Cost {
  wall: number;
  cpu: number;
  /** Of child processes. */
  childCpu: number;
}

/** Counts what a sink accepts, and what the process spends between the report `warm` and the report `total`. */
export class Meter implements Watcher {
  readonly #warm: number;
  readonly #total: number;
  readonly #done = Promise.withResolvers<void>();
  #accepted = 0;
  /** Batches need not end where the warm-up does. */
  #measured = 0;
  #from: Moment | null = null;
  #to: Moment | null = null;

  constructor(warm: number, total: number) {
    this.#warm = warm;
    this.#total = total;
  }

  /** Resolves when the sink has accepted everything. */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  /** Of the reports behind the first `warm`; what a deferred sink still syncs at its end is part of it. */
  get cost(): Cost {
    if (this.#from === null || this.#to === null) throw new Error("Not everything was delivered.");
    const perReport = (seconds: number) => (seconds * 1e6) / this.#measured;
    return {
      wall: perReport((this.#to.at - this.#from.at) / 1_000),
      cpu: perReport(this.#to.own - this.#from.own),
      childCpu: perReport(this.#to.children - this.#from.children),
    };
  }

  async write(sink: Sink, batch: Batch, signal: AbortSignal): Promise<WriteResult> {
    const result = await sink.write(batch, signal);
    this.#count(batch.reports.length);
    return result;
  }

  synced(): void {
    if (this.#accepted >= this.#total) this.#to = now();
  }

  #count(reports: number): void {
    this.#accepted += reports;
    if (this.#from === null && this.#accepted >= this.#warm) {
      this.#from = now();
      this.#measured = this.#total - this.#accepted;
    }
    if (this.#accepted < this.#total) return;
    this.#to = now();
    this.#done.resolve();
  }
}

function now(): Moment {
  const { user, system } = process.cpuUsage();
  return {
    at: performance.now(),
    own: (user + system) / 1e6,
    children: childrenCpuSeconds(process.pid),
  };
}
