import type { Clock, Log } from "tattle/sink";
import type { Deleted, Retention } from "./retention.ts";

/** Between two looks for something to do, in milliseconds. */
const INTERVAL = 60_000;
/** Between two steps, in milliseconds: whoever shares the thread gets most of it. */
const PAUSE = 20;
/** What was deleted is told at most so often, in milliseconds: there is always something. */
const REPORT = 3_600_000;

/** What {@link Housekeeper} works with. */
export interface HousekeeperOptions {
  retention: Retention;
  clock: Clock;
  log: Log;
}

/**
 * Runs retention beside the writes, also where nothing is written. Steps are synchronous, so
 * that none ever overlaps a write on the same thread.
 */
export class Housekeeper {
  readonly #o: HousekeeperOptions;
  readonly #stop = new AbortController();
  readonly #finished: Promise<void>;
  #toldAt: number;
  #failing = false;

  /** Begins at once. */
  constructor(options: HousekeeperOptions) {
    this.#o = options;
    this.#toldAt = options.clock.now();
    this.#finished = this.#run();
  }

  /** After a write of so many rows: makes room in proportion. What fails here is tried again in the background. */
  keepPace(rows: number): void {
    this.#attempt(() => {
      this.#o.retention.keepPace(rows);
      return false;
    });
  }

  /** Resolves when nothing of it runs any more. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#finished;
    this.#tell();
  }

  async #run(): Promise<void> {
    const { clock, retention } = this.#o;
    const { signal } = this.#stop;
    await clock.sleep(PAUSE, signal);
    while (!signal.aborted) {
      const more = this.#attempt(() => retention.step());
      if (clock.now() - this.#toldAt >= REPORT) this.#tell();
      await clock.sleep(more ? PAUSE : INTERVAL, signal);
    }
  }

  /** A disk that refuses, a lock of somebody else: nothing was deleted, and it can wait. */
  #attempt(work: () => boolean): boolean {
    try {
      const more = work();
      this.#failing = false;
      return more;
    } catch (error) {
      if (!this.#failing) {
        this.#o.log.warn("retention could not delete", { error: String(error) });
      }
      this.#failing = true;
      return false;
    }
  }

  #tell(): void {
    this.#toldAt = this.#o.clock.now();
    const deleted: Deleted = this.#o.retention.takeDeleted();
    if (Object.values(deleted).some((rows) => rows > 0)) {
      this.#o.log.info("deleted what is past retention", { ...deleted });
    }
  }
}
