import type { NoiseRule } from "../admission/index.ts";
import type { RetagStep } from "../sink/retagging.ts";

/**
 * How far a sink is. `waiting`: reports of the time before have not all reached it yet. `not_asked`:
 * it cannot, and what it has keeps the tags that it came with.
 */
export type RetagState = "waiting" | "retagging" | "done" | "not_asked";

/** What a retagging has come to in one sink. */
export interface RetagOfSink extends Omit<RetagStep, "done"> {
  sink: string;
  state: RetagState;
  /** Milliseconds since the epoch; `null` until it is done. */
  doneAt: number | null;
}

/** The newest rules, and how far sinks are with them. */
export interface RetagInfo {
  /** Of the rules: others have another. */
  id: string;
  /** Since when these rules are used, milliseconds since the epoch. */
  at: number;
  sinks: RetagOfSink[];
}

/** What one sink is to do. */
export interface PendingRetag {
  readonly id: string;
  /** Rows of the journal up to this one may have reports with tags of other rules. */
  readonly seq: number;
  /** The rules in use. */
  readonly rules: readonly NoiseRule[];
  /** Ids of rules that have changed since the sink was last done. */
  readonly changed: readonly string[];
}

/** The retagging of one sink, as its loop sees it. All throw what SQLite throws. */
export interface RetagQueue {
  /**
   * `null` where there is nothing to do. A sink that is done is asked once more after each start: what
   * it keeps may have been replaced by an older copy.
   */
  next(): PendingRetag | null;
  /** What the sink has come to. Of rules that are not the newest any more it changes nothing. */
  tell(id: string, step: RetagStep): void;
  /** The sink is done. @returns whether that is new */
  done(id: string, step: RetagStep, at: number): boolean;
  notAsked(id: string): void;
}

/** What people may ask. */
export interface RetagDesk {
  /** @throws CodedError `delivery_unavailable` while it is not written down which rules there are */
  get(): RetagInfo;
}
