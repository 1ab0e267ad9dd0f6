import type { NoiseRule } from "../admission/index.ts";
import type { JournalReader } from "../journal/index.ts";
import { CodedError } from "../report/errors.ts";
import type { RetagDesk, RetagInfo } from "./retag.ts";
import type { DeliveryStore } from "./store.ts";

/** What {@link RetagOffice} works with. */
export interface RetagOfficeOptions {
  store: DeliveryStore;
  journal: JournalReader;
  /** Wakes the loops of the sinks of the configuration, by name. */
  loops: ReadonlyMap<string, { wake(): void }>;
  now: () => number;
}

/** Takes the noise rules that are used, and has every sink told of them. */
export class RetagOffice implements RetagDesk {
  readonly #o: RetagOfficeOptions;
  /** What could not be written down yet. */
  #wanted: readonly NoiseRule[] | null = null;

  constructor(options: RetagOfficeOptions) {
    this.#o = options;
  }

  /** From now on these rules are used. Holds with the next {@link look}. */
  want(rules: readonly NoiseRule[]): void {
    this.#wanted = rules;
  }

  get(): RetagInfo {
    const info = this.#o.store.retags.get([...this.#o.loops.keys()]);
    if (info !== null) return info;
    throw new CodedError("delivery_unavailable", "delivery.db does not know the noise rules yet.");
  }

  /** Writes down which rules there are, where that has changed. Call now and then. @throws what SQLite throws */
  look(): void {
    if (this.#wanted === null) return;
    const { store, journal, loops, now } = this.#o;
    const at = now();
    store.retags.use({
      id: Bun.randomUUIDv7("hex", at),
      rules: this.#wanted,
      seq: journal.last()?.seq ?? 0,
      sinks: [...loops.keys()],
      at,
    });
    this.#wanted = null;
    for (const loop of loops.values()) loop.wake();
  }
}
