import type { Clock, Log } from "../sink/context.ts";
import type { Attempts } from "./attempts.ts";
import type { Progress } from "./progress.ts";

/** What {@link Sync} works with. */
export interface SyncOptions {
  attempts: Attempts;
  progress: Progress;
  clock: Clock;
  log: Log;
  /** What went wrong, to be shown. */
  onError: (message: string) => void;
}

/** A deferred sink is asked to sync after this long, or this many reports. */
export const SYNC_AGE = 1_000;
const SYNC_REPORTS = 20_000;

/** When a deferred sink makes what it has accepted durable. For any other there is never anything to do. */
export class Sync {
  readonly #o: SyncOptions;
  #at: number;

  constructor(options: SyncOptions) {
    this.#o = options;
    this.#at = options.clock.now();
  }

  /** @param idle nothing waits for the sink, so that syncing delays nothing */
  async whenDue(idle: boolean): Promise<void> {
    const { progress, clock } = this.#o;
    const due = idle ? SYNC_AGE : 2 * SYNC_AGE;
    if (progress.unsynced >= SYNC_REPORTS || clock.now() - this.#at >= due) await this.pending();
  }

  /** Syncs if anything of the journal waits for it. */
  async pending(): Promise<void> {
    if (this.#o.progress.unsynced > 0) await this.now();
  }

  /**
   * A failed sync costs nothing: the journal keeps what is not known to be durable.
   *
   * @returns what went wrong, `null` for nothing
   */
  async now(): Promise<string | null> {
    const { attempts, progress, clock, log, onError } = this.#o;
    this.#at = clock.now();
    const failure = await attempts.sync();
    if (failure === null) {
      if (progress.unsynced > 0) progress.synced();
      return null;
    }
    onError(failure);
    log.warn("sink could not sync", { error: failure });
    return failure;
  }
}
