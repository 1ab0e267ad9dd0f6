import type { Clock } from "../sink/context.ts";
import { type Rate, Throttle } from "./throttle.ts";

/** What a throttle lets pass, and who hears of the rest. */
export interface ToldThrottleOptions {
  rate: Rate;
  clock: Clock;
  /** Told how many were left out since it was told last; at least one. */
  onSuppressed: (count: number) => void;
}

/** How long a count may wait for a next line that passes, in milliseconds. */
const TELL_WITHIN = 2_000;

/** A throttle that says what it left out: before the next line that passes, or soon where none comes. */
export class ToldThrottle {
  readonly #o: ToldThrottleOptions;
  readonly #throttle: Throttle;
  #waiting: AbortController | null = null;

  constructor(options: ToldThrottleOptions) {
    this.#o = options;
    this.#throttle = new Throttle(options.rate, options.clock.now);
  }

  /** Whether the line may be told. @param cost at most the burst */
  admit(cost?: number): boolean {
    const suppressed = this.#throttle.admit(cost);
    if (suppressed === null) {
      if (this.#waiting === null) void this.#wait();
      return false;
    }
    this.#tell(suppressed);
    return true;
  }

  /** Tells what there is to tell. For the end. */
  flush(): void {
    this.#tell(this.#throttle.flush());
  }

  async #wait(): Promise<void> {
    const waiting = new AbortController();
    this.#waiting = waiting;
    await this.#o.clock.sleep(TELL_WITHIN, waiting.signal);
    if (!waiting.signal.aborted) this.flush();
  }

  #tell(suppressed: number): void {
    this.#waiting?.abort();
    this.#waiting = null;
    if (suppressed > 0) this.#o.onSuppressed(suppressed);
  }
}
