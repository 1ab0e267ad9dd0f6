import type { JournalReader } from "../journal/index.ts";
import { CodedError } from "../report/errors.ts";
import type { Erasure } from "../sink/erasure.ts";
import type {
  ErasureDesk,
  ErasureInfo,
  ErasureQuery,
  ErasureRequest,
  PendingErasure,
} from "./erasure.ts";
import { isOpen } from "./erasures.ts";
import type { DeliveryStore } from "./store.ts";

/** Erasures that may wait or run at once. */
const MAX_PENDING = 100;

/** What {@link ErasureOffice} works with. */
export interface ErasureOfficeOptions {
  store: DeliveryStore;
  journal: JournalReader;
  /** Wakes the loops of the sinks of the configuration, by name. */
  loops: ReadonlyMap<string, { wake(): void }>;
  now: () => number;
  /** Every sink has settled: nothing of the erasure may be left in rows up to this one. Called again until {@link ErasureDesk.scrubbed}. */
  onErased: (id: string, seq: number) => void;
}

/** Takes erasures, and brings to their end those that every sink has settled. */
export class ErasureOffice implements ErasureDesk {
  readonly #o: ErasureOfficeOptions;
  /** The last dead letter that was looked at, of an erasure and a sink that left the configuration. */
  readonly #looked = new Map<string, number>();

  constructor(options: ErasureOfficeOptions) {
    this.#o = options;
  }

  request(request: ErasureRequest): ErasureInfo {
    const { store, journal, loops, now } = this.#o;
    if (store.erasures.pending.length >= MAX_PENDING) {
      throw new CodedError("control_full", `${MAX_PENDING} erasures wait or run already.`);
    }
    const at = now();
    const erasure: Erasure = { id: Bun.randomUUIDv7("hex", at), ...request };
    const sinks = new Set([...loops.keys(), ...store.letters.sinks]);
    try {
      store.erasures.add(erasure, journal.last()?.seq ?? 0, [...sinks], at);
    } catch (cause) {
      const text = `delivery.db could not be written: ${cause}`;
      throw new CodedError("delivery_unavailable", text, { cause });
    }
    for (const loop of loops.values()) loop.wake();
    return this.get(erasure.id);
  }

  get(id: string): ErasureInfo {
    const info = this.#o.store.erasures.get(id);
    if (info !== null) return info;
    throw new CodedError("erasure_unknown", "There is no erasure of this id.");
  }

  list(query: ErasureQuery): ErasureInfo[] {
    return this.#o.store.erasures.list(query);
  }

  scrubbed(id: string): void {
    this.#o.store.erasures.finish(id, this.#o.now());
  }

  /** One step of what is no loop's business. Call now and then. */
  look(): void {
    for (const pending of this.#o.store.erasures.pending) {
      const open = pending.sinks.filter(({ state }) => isOpen(state));
      for (const { sink } of open) if (!this.#o.loops.has(sink)) this.#lettersOf(sink, pending);
      if (open.length === 0) this.#o.onErased(pending.erasure.id, pending.seq);
    }
  }

  /** Of a sink that left the configuration nothing but its dead letters can be reached. */
  #lettersOf(sink: string, { erasure }: PendingErasure): void {
    const key = `${erasure.id}\n${sink}`;
    const queue = this.#o.store.erasures.queue(sink);
    const next = queue.eraseLetters(erasure, this.#looked.get(key) ?? 0);
    if (next !== null) {
      this.#looked.set(key, next);
      return;
    }
    this.#looked.delete(key);
    queue.settle(erasure.id, "not_asked");
  }
}
