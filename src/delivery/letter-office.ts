import { CodedError } from "../report/errors.ts";
import type { Log } from "../sink/context.ts";
import type { DeadLetter, LetterChoice, LetterInfo, LetterQuery } from "./letter.ts";
import type { DeliveryStore } from "./store.ts";

/** A sink and how many dead letters it has. */
export interface LetterHolder {
  sink: string;
  /** False for one that left the configuration: its letters can be read and dropped, not replayed. */
  configured: boolean;
  deadLetters: number;
  /** Of them, those that wait to be written again. */
  replaying: number;
  /** UTF-8 bytes of reports and reasons. */
  bytes: number;
}

/** What people may ask of dead letters. Errors are thrown: CodedError. */
export interface LetterDesk {
  /** Every sink of the configuration, then those that left it and still have letters. */
  holders(): LetterHolder[];
  /** A page, newest first. @throws `sink_unknown` */
  list(sink: string, query: LetterQuery): LetterInfo[];
  /** @throws `sink_unknown`, `dead_letter_not_found` */
  get(sink: string, id: number): DeadLetter;
  /**
   * Has letters written again, as soon as the sink runs. Those that are there no more are passed over.
   *
   * @returns how many did not wait for it yet
   * @throws `sink_unknown`, `sink_not_configured`, `delivery_unavailable` when the disk refuses
   */
  replay(sink: string, choice: LetterChoice): number;
  /**
   * Deletes letters for good. Those that are there no more are passed over.
   *
   * @returns how many were there
   * @throws `sink_unknown`, `delivery_unavailable` when the disk refuses
   */
  drop(sink: string, choice: LetterChoice): number;
}

/** What {@link LetterOffice} works with. */
export interface LetterOfficeOptions {
  store: DeliveryStore;
  /** Wakes the loops of the sinks of the configuration, by name. */
  loops: ReadonlyMap<string, { wake(): void }>;
  log: (sink: string) => Log;
}

/** The dead letters of all sinks, those that left the configuration included. */
export class LetterOffice implements LetterDesk {
  readonly #o: LetterOfficeOptions;

  constructor(options: LetterOfficeOptions) {
    this.#o = options;
  }

  holders(): LetterHolder[] {
    const { store, loops } = this.#o;
    const gone = store.letters.sinks.filter(
      (sink) => !loops.has(sink) && store.letters.total(sink).count > 0,
    );
    return [...loops.keys(), ...gone].map((sink) => {
      const { count, replaying, bytes } = store.letters.total(sink);
      return { sink, configured: loops.has(sink), deadLetters: count, replaying, bytes };
    });
  }

  list(sink: string, query: LetterQuery): LetterInfo[] {
    this.#mustKnow(sink);
    return this.#o.store.letters.list(sink, query);
  }

  get(sink: string, id: number): DeadLetter {
    this.#mustKnow(sink);
    const letter = this.#o.store.letters.get(sink, id);
    if (letter !== null) return letter;
    throw new CodedError("dead_letter_not_found", `The sink has no dead letter ${id}.`);
  }

  replay(sink: string, choice: LetterChoice): number {
    this.#mustKnow(sink);
    const loop = this.#o.loops.get(sink);
    if (!loop) {
      throw new CodedError("sink_not_configured", "The sink is not in the configuration.");
    }
    const marked = written(() => this.#o.store.letters.replay(sink, choice));
    if (marked > 0) this.#o.log(sink).info("dead letters are to be replayed", { letters: marked });
    loop.wake();
    return marked;
  }

  drop(sink: string, choice: LetterChoice): number {
    this.#mustKnow(sink);
    const dropped = written(() => this.#o.store.letters.drop(sink, choice));
    if (dropped > 0) this.#o.log(sink).warn("dead letters were dropped", { letters: dropped });
    return dropped;
  }

  #mustKnow(sink: string): void {
    const { loops, store } = this.#o;
    if (loops.has(sink) || store.knows(sink)) return;
    throw new CodedError("sink_unknown", "No sink has this name.");
  }
}

function written<T>(task: () => T): T {
  try {
    return task();
  } catch (cause) {
    throw new CodedError("delivery_unavailable", `delivery.db could not be written: ${cause}`, {
      cause,
    });
  }
}
