import type { Clock } from "../../src/sink/context.ts";

interface Sleeper {
  at: number;
  wake: () => void;
}

/** 2026-05-01T00:00:00Z, a full hour. */
const START = Date.UTC(2026, 4, 1);

/** A clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
  readonly #sleepers = new Set<Sleeper>();
  #now: number;

  constructor(now = START) {
    this.#now = now;
  }

  /** A function of its own, since clocks are taken apart: `{ now: clock.now }`. */
  readonly now = (): number => this.#now;

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const sleeper: Sleeper = {
        at: this.#now + ms,
        wake: () => {
          this.#sleepers.delete(sleeper);
          signal?.removeEventListener("abort", sleeper.wake);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", sleeper.wake, { once: true });
    });
  }

  /** Lets time pass: wakes each sleeper at its moment, and lets what it starts run before the next. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await turns();
    for (let next = this.#next(end); next !== null; next = this.#next(end)) {
      this.#now = Math.max(this.#now, next.at);
      next.wake();
      await turns();
    }
    this.#now = end;
    await turns();
  }

  /** Lets time pass in small steps until `done` holds. Throws when it never does. */
  async advanceUntil(done: () => boolean, limit = 3_600_000): Promise<void> {
    const end = this.#now + limit;
    await turns();
    while (!done()) {
      if (this.#now >= end) throw new Error(`Not within ${limit} ms of the manual clock.`);
      const next = this.#next(end);
      await this.advance(next === null ? limit : Math.max(0, next.at - this.#now));
    }
  }

  #next(end: number): Sleeper | null {
    let first: Sleeper | null = null;
    for (const sleeper of this.#sleepers) {
      if (sleeper.at <= end && (first === null || sleeper.at < first.at)) first = sleeper;
    }
    return first;
  }
}

/** Lets everything run that needs no time: promises and what the event loop has waiting. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
