import type { Clock, Log } from "../sink/context.ts";
import type { Rejection } from "../sink/sink.ts";
import type { Attempts } from "./attempts.ts";
import { backoff, type RetrySettings } from "./backoff.ts";
import type { LetterVerdict, QueuedLetter, ReplayQueue } from "./letter.ts";
import { messageOf, type Outcome } from "./outcome.ts";
import { Window } from "./window.ts";

/** What {@link Replay} works with. */
export interface ReplayOptions {
  queue: ReplayQueue;
  attempts: Attempts;
  settings: { maxReports: number; maxBytes: number; retry: RetrySettings };
  clock: Clock;
  log: Log;
  /** A number of [0, 1), for jitter. */
  random: () => number;
  /** Makes what the sink has accepted durable; resolves to why it could not, `null` for nothing. */
  sync: () => Promise<string | null>;
  /** What went wrong, to be shown. */
  onError: (message: string) => void;
  /** What fails once this is aborted proves nothing. */
  stop: AbortSignal;
}

/** A letter that fails on its own so often is dead again, even if nothing proves that the sink is well. */
const LONELY_FAILURES = 10;

/** A failed attempt is followed by a pause this many times as long: letters take a tenth of the sink's time at most. */
const REST = 9;

/**
 * Writes dead letters to their sink once more, a batch at a time, between the batches of the
 * journal. It has waits and a window of its own, so that letters that fail hold up nobody.
 *
 * A letter goes when the sink has it durably; it is dead again, with the new reason, when the
 * sink rejects it, or when it keeps failing on its own while others pass.
 */
export class Replay {
  readonly #o: ReplayOptions;
  readonly #window: Window;
  /** The last letter that failed on its own: those behind it are tried first. */
  #after = 0;
  #retryAt = 0;
  /** Failures in a row since the sink last accepted anything. */
  #failures = 0;
  /** Of these, those of single letters. */
  #lonely = 0;
  /** The sink has accepted something since the last failure. */
  #healthy = false;
  /** What the sink has said and the disk does not know yet. */
  #unsettled: LetterVerdict | null = null;
  #replayed = 0;
  #refused = 0;

  constructor(options: ReplayOptions) {
    this.#o = options;
    this.#window = new Window(options.settings.maxReports);
  }

  /** Milliseconds until {@link step} has something to do; infinite while no letter is to be replayed. */
  get wait(): number {
    if (this.#unsettled === null && this.#o.queue.size === 0) return Number.POSITIVE_INFINITY;
    return Math.max(0, this.#retryAt - this.#o.clock.now());
  }

  /** The sink has accepted a batch of the journal. */
  sinkAccepted(): void {
    this.#healthy = true;
  }

  /**
   * One batch of letters, or what is left to do of the last one. Never rejects.
   *
   * @returns the error when it was fatal for the sink, else `null`
   */
  async step(): Promise<string | null> {
    if (this.#unsettled !== null) return this.#settle(this.#unsettled);
    const letters = this.#next();
    if (letters === null) return null;
    const began = this.#o.clock.now();
    const outcome = await this.#o.attempts.write(
      letters.map(({ report }) => report),
      batchId(letters),
    );
    if (outcome.kind === "accepted") {
      this.#accepted();
      return this.#settle(verdictOf(letters, outcome.rejected));
    }
    // What was given up because Tattle stops says nothing about the letters.
    if (this.#o.stop.aborted) return null;
    if (outcome.kind === "fatal") {
      // Dead again: otherwise a letter that causes it would stop the sink at every start.
      await this.#settle(refusalOf(letters, outcome.error));
      return outcome.error;
    }
    return this.#failed(letters, outcome, this.#o.clock.now() - began);
  }

  #next(): QueuedLetter[] | null {
    const { queue, settings } = this.#o;
    const { maxBytes } = settings;
    const limits = { maxReports: this.#window.size, maxBytes };
    try {
      const behind = queue.next(this.#after, limits);
      const letters = behind.length > 0 ? behind : queue.next(0, limits);
      if (behind.length === 0) this.#after = 0;
      if (letters.length > 0) return letters;
      this.#backOff("Marked letters are not there", 0, null);
    } catch (error) {
      this.#backOff(`Dead letters could not be read: ${messageOf(error)}`, 0, null);
    }
    return null;
  }

  #accepted(): void {
    this.#window.succeeded();
    this.#healthy = true;
    this.#failures = 0;
    this.#lonely = 0;
  }

  async #failed(
    letters: readonly QueuedLetter[],
    { error, retryAfter }: Extract<Outcome, { kind: "retry" }>,
    took: number,
  ): Promise<null> {
    if (this.#healthy) this.#failures = 0;
    this.#window.failed(letters.length);
    const proven = this.#window.suspicious && this.#healthy;
    this.#healthy = false;
    this.#backOff(error, took, retryAfter);
    const [letter] = letters;
    // A sink that asks for time speaks of itself and not of the letter.
    if (letters.length > 1 || letter === undefined || retryAfter !== null) return null;
    this.#after = letter.id;
    this.#lonely += 1;
    if (!proven && this.#lonely < LONELY_FAILURES) return null;
    this.#lonely = 0;
    await this.#settle(refusalOf(letters, error));
    return null;
  }

  /** Where the disk or the sink's sync refuses, it is tried again later, without another write. */
  async #settle(verdict: LetterVerdict): Promise<null> {
    this.#unsettled = verdict;
    const failure = await this.#settled(verdict);
    if (failure !== null) {
      this.#backOff(`The replay could not be written down: ${failure}`, 0, null);
      return null;
    }
    this.#unsettled = null;
    this.#replayed += verdict.accepted.length;
    this.#refused += verdict.refused.length;
    this.#tellWhenDone();
    return null;
  }

  async #settled({ accepted, refused }: LetterVerdict): Promise<string | null> {
    const failure = accepted.length > 0 ? await this.#o.sync() : null;
    if (failure !== null) return failure;
    try {
      this.#o.queue.settle({ accepted, refused });
      return null;
    } catch (error) {
      return messageOf(error);
    }
  }

  #tellWhenDone(): void {
    if (this.#o.queue.size > 0) return;
    const [replayed, refused] = [this.#replayed, this.#refused];
    this.#o.log.info("dead letters were replayed", { replayed, refused });
    this.#replayed = 0;
    this.#refused = 0;
  }

  #backOff(error: string, took: number, retryAfter: number | null): void {
    const { clock, log, random, settings, onError } = this.#o;
    this.#failures += 1;
    const least = backoff(this.#failures, settings.retry, retryAfter, random());
    const wait = Math.round(Math.max(least, took * REST));
    this.#retryAt = clock.now() + wait;
    onError(`Replay of dead letters: ${error}`);
    log.warn("dead letters were not accepted, will retry", {
      error,
      failures: this.#failures,
      wait,
    });
  }
}

function verdictOf(
  letters: readonly QueuedLetter[],
  rejected: readonly Rejection[],
): LetterVerdict {
  const reasons = new Map(rejected.map(({ index, reason }) => [index, reason]));
  const accepted = letters.filter((_, index) => !reasons.has(index)).map(({ id }) => id);
  const refused = letters.flatMap(({ id }, index) => {
    const reason = reasons.get(index);
    return reason === undefined ? [] : [{ id, reason }];
  });
  return { accepted, refused };
}

function refusalOf(letters: readonly QueuedLetter[], reason: string): LetterVerdict {
  return { accepted: [], refused: letters.map(({ id }) => ({ id, reason })) };
}

/** Letters do not follow each other as reports in the journal do, so that all of them make the id. */
function batchId(letters: readonly QueuedLetter[]): string {
  const digest = new Bun.CryptoHasher("sha256").update(letters.map(({ id }) => id).join());
  return `replay.${digest.digest("hex").slice(0, 32)}`;
}
