import type { Rejection } from "../sink/sink.ts";
import type { Attempts } from "./attempts.ts";
import type { SinkFeed, Slice } from "./feed.ts";
import type { Outcome } from "./outcome.ts";

/** What {@link Isolation} works with. */
export interface IsolationOptions {
  attempts: Attempts;
  feed: SinkFeed;
  /** Characters of journal text that are looked at behind a suspect. */
  maxBytes: number;
  /** What fails once this is aborted proves nothing. */
  stop: AbortSignal;
}

/** A batch and what of it was rejected. */
export interface Settled {
  slice: Slice;
  rejected: readonly Rejection[];
}

/** `settled`: the suspect is done, and what follows may be. `unproven`: report and sink may both be to blame. */
export type Finding =
  | { kind: "settled"; batches: readonly Settled[]; poison: string | null }
  | { kind: "fatal"; error: string }
  | { kind: "unproven" };

/** A witness is looked for 1, 2, 4, … and at most 512 reports behind the suspect. */
const DISTANCES = 10;

const UNPROVEN: Finding = { kind: "unproven" };

/**
 * Tells a poisonous report from a sink that is down. A report that keeps failing on its own is
 * poison when it fails again right after another one, the witness, was accepted. Failing before
 * it would not do: the sink may have come back between the two attempts.
 */
export class Isolation {
  readonly #o: IsolationOptions;
  #rounds = 0;

  constructor(options: IsolationOptions) {
    this.#o = options;
  }

  /** The sink accepts: the next suspect is another one. */
  reset(): void {
    this.#rounds = 0;
  }

  /** @param suspect a single report that has failed on its own */
  async examine(suspect: Slice): Promise<Finding> {
    const { attempts, stop } = this.#o;
    const ahead = this.#ahead(suspect);
    const witness = ahead?.reports.slice(-1) ?? [];
    if (!ahead || witness.length === 0) return UNPROVEN;
    const healthy = await attempts.write(witness);
    if (healthy.kind === "fatal") return healthy;
    if (healthy.kind === "retry") return UNPROVEN;
    const again = await attempts.write(suspect.reports);
    const rejected = stop.aborted && again.kind !== "accepted" ? null : rejectedBy(again);
    if (rejected === null) return UNPROVEN;
    const batches = [{ slice: suspect, rejected }];
    // A witness from further on comes again in its turn.
    if (ahead.reports.length === 1) {
      batches.push({ slice: ahead, rejected: healthy.rejected });
    }
    return { kind: "settled", batches, poison: again.kind === "retry" ? again.error : null };
  }

  /** Ends with the witness: the next report, then twice as far each time, since neighbours are often poisonous alike. */
  #ahead(suspect: Slice): Slice | null {
    const maxReports = 2 ** (this.#rounds++ % DISTANCES);
    return this.#o.feed.slice(suspect.to, { maxReports, maxBytes: this.#o.maxBytes });
  }
}

/** What the suspect's last attempt says to reject; `null` where it proves nothing. */
function rejectedBy(outcome: Outcome): readonly Rejection[] | null {
  if (outcome.kind === "accepted") return outcome.rejected;
  // A sink that asks for time speaks of itself and not of the report.
  if (outcome.kind === "fatal" || outcome.retryAfter !== null) return null;
  return [{ index: 0, reason: outcome.error }];
}
