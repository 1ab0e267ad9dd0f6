import type { Clock, Log } from "../sink/context.ts";
import type { Attempts } from "./attempts.ts";
import { backoff, type RetrySettings } from "./backoff.ts";
import { hasPassed, type Position } from "./position.ts";

/** Between two steps, in milliseconds: whoever shares the thread gets its share of it. */
const PAUSE = 20;

/** What a sink is to do between its batches with what it keeps, a step at a time, works with. */
export interface DutyOptions<Queue> {
  queue: Queue;
  attempts: Attempts;
  /** The sink can do it. */
  able: boolean;
  /** How far the sink has come durably: what comes again after a crash is as it was before. */
  progress: { readonly position: Position; readonly durable: Position };
  settings: { retry: RetrySettings };
  clock: Clock;
  log: Log;
  /** A number of [0, 1), for jitter. */
  random: () => number;
  /** Makes what the sink has done durable; resolves to why it could not, `null` for nothing. */
  sync: () => Promise<string | null>;
  /** What went wrong, to be shown. */
  onError: (message: string) => void;
}

/** When the next step is due: after a pause, and a longer one where steps fail. */
export class NextStep {
  readonly #o: Pick<DutyOptions<unknown>, "clock" | "random" | "settings">;
  #notBefore = 0;
  #failures = 0;

  constructor(options: Pick<DutyOptions<unknown>, "clock" | "random" | "settings">) {
    this.#o = options;
  }

  /** Milliseconds until then. */
  get wait(): number {
    return Math.max(0, this.#notBefore - this.#o.clock.now());
  }

  /** A step went well. */
  passed(): void {
    this.#failures = 0;
    this.#notBefore = this.#o.clock.now() + PAUSE;
  }

  /** A step failed. @returns milliseconds until the next one */
  failed(): number {
    const { clock, random, settings } = this.#o;
    this.#failures += 1;
    const wait = Math.round(backoff(this.#failures, settings.retry, null, random()));
    this.#notBefore = clock.now() + wait;
    return wait;
  }
}

/** Makes what the sink has done durable. Rejects where it could not. */
export async function synced({ sync }: Pick<DutyOptions<unknown>, "sync">): Promise<void> {
  const failure = await sync();
  if (failure !== null) throw new Error(failure);
}

/** Makes durable what the journal had up to a row. Rejects where it could not. */
export async function syncedUpTo(
  seq: number,
  duty: Pick<DutyOptions<unknown>, "sync" | "progress">,
): Promise<void> {
  await synced(duty);
  if (!hasPassed(duty.progress.durable, seq)) throw new Error("The position is not durable.");
}
