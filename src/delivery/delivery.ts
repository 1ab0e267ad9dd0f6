import type { NoiseRule } from "../admission/index.ts";
import { JournalReader } from "../journal/index.ts";
import { settledWithin } from "../sink/context.ts";
import { Bounds } from "./bounds.ts";
import { drain } from "./drain.ts";
import type { ErasureDesk } from "./erasure.ts";
import { ErasureOffice } from "./erasure-office.ts";
import { Feed } from "./feed.ts";
import { LETTER_LIMIT } from "./letter.ts";
import { type LetterDesk, LetterOffice } from "./letter-office.ts";
import { enroll, type Member, statusOf } from "./member.ts";
import type { DeliveryOptions } from "./options.ts";
import { messageOf } from "./outcome.ts";
import type { RetagDesk } from "./retag.ts";
import { RetagOffice } from "./retag-office.ts";
import type { SinkStatus } from "./status.ts";
import { DeliveryStore } from "./store.ts";

/** How often backlogs are measured, in milliseconds. */
const WATCH = 250;

/** How long all sinks may take to close, in milliseconds. */
const CLOSE_LIMIT = 1_000;

/** All sinks' loops, what they have in common, and what bounds them. */
export class Delivery {
  readonly #o: DeliveryOptions;
  readonly #journal: JournalReader;
  readonly #store: DeliveryStore;
  readonly #members: readonly Member[];
  readonly #bounds: Bounds;
  /** Dead letters, for people. */
  readonly letters: LetterDesk;
  readonly #erasures: ErasureOffice;
  readonly #retags: RetagOffice;
  #refused = false;
  readonly #stop = new AbortController();

  /** @throws CodedError `data_unusable`, `data_newer` */
  constructor(options: DeliveryOptions) {
    this.#o = options;
    this.#journal = new JournalReader(options.dir);
    const { dir, durability } = options;
    this.#store = new DeliveryStore(dir, durability, LETTER_LIMIT, this.#journal.epoch);
    const feed = new Feed(this.#journal, options.decode);
    const commons = { journal: this.#journal, store: this.#store, feed, options };
    this.#members = options.sinks.map((spec) => enroll(spec, commons));
    this.#bounds = new Bounds(this.#journal, this.#members, options);
    const loops = new Map(this.#members.map(({ spec, loop }) => [spec.name, loop]));
    this.letters = new LetterOffice({ store: this.#store, loops, log: options.log });
    this.#erasures = new ErasureOffice({
      store: this.#store,
      journal: this.#journal,
      loops,
      now: options.clock.now,
      onErased: options.onErased,
    });
    const { now } = options.clock;
    this.#retags = new RetagOffice({ store: this.#store, journal: this.#journal, loops, now });
  }

  /** What people want forgotten. */
  get erasures(): ErasureDesk {
    return this.#erasures;
  }

  /** How far stored reports are with the noise rules that there are. */
  get retags(): RetagDesk {
    return this.#retags;
  }

  /** These noise rules are used: reports that come from now on were tagged by them. */
  useNoise(rules: readonly NoiseRule[]): void {
    this.#retags.want(rules);
    this.#lookForDuties();
  }

  /** Starts every loop. Call once. */
  start(): void {
    for (const { loop } of this.#members) loop.start();
    void this.#watch();
  }

  /** There are new rows in the journal. */
  wake(): void {
    for (const { loop } of this.#members) loop.wake();
  }

  /** How every sink is doing, in the order of the configuration. */
  statuses(): SinkStatus[] {
    return this.#members.map((member) => statusOf(member, this.#store));
  }

  /**
   * Delivers what is in the journal, for at most `ms` milliseconds, then closes every sink. What
   * is left waits for the next start.
   */
  async stop(ms: number): Promise<void> {
    const { clock, log } = this.#o;
    await drain({ members: this.#members, clock, log }, ms);
    const closing = Promise.all(this.#members.map(({ loop }) => loop.stop()));
    // A sink that does not even let itself be closed must not keep the process.
    await settledWithin(clock, CLOSE_LIMIT, closing);
    this.#stop.abort();
    // Before a long pause the journal gives back what the last batches have freed.
    this.#bounds.look();
    this.#store.close();
    this.#journal.close();
  }

  async #watch(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#bounds.look();
      this.#lookForDuties();
      await this.#o.clock.sleep(WATCH, this.#stop.signal);
    }
  }

  /** A disk that refuses now may not the next time. */
  #lookForDuties(): void {
    try {
      this.#erasures.look();
      this.#retags.look();
      this.#refused = false;
    } catch (error) {
      if (!this.#refused) {
        this.#o.log(null).warn("erasures and noise tags cannot go on", { error: messageOf(error) });
      }
      this.#refused = true;
    }
  }
}
