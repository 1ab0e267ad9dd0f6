import type { Erasure } from "../sink/erasure.ts";

/** What a person asks to be forgotten. */
export type ErasureRequest = Omit<Erasure, "id">;

/**
 * How far a sink is. `waiting`: reports of the time before have not all reached it yet. `not_asked`: its dead
 * letters are gone, and what it has taken is out of Tattle's hands.
 */
export type ErasureState = "waiting" | "erasing" | "done" | "not_asked";

/** What an erasure has come to in one sink. */
export interface ErasureOfSink {
  sink: string;
  state: ErasureState;
  /** Reports and dead letters that are gone. */
  reports: number;
  deadLetters: number;
}

/** An erasure as it is shown: not what was to be forgotten. Times in milliseconds since the epoch. */
export interface ErasureInfo {
  id: string;
  what: "distinct_id" | "document";
  project: string | null;
  /** What was accepted before is erased. */
  at: number;
  /** When nothing of it was left, in the journal neither; `null` until then. */
  doneAt: number | null;
  sinks: ErasureOfSink[];
}

/** An erasure that is not done. */
export interface PendingErasure {
  readonly erasure: Erasure;
  /** Rows of the journal up to this one may have what is to be erased. */
  readonly seq: number;
  readonly sinks: readonly ErasureOfSink[];
}

/** The erasures of one sink, as its loop sees them. All throw what SQLite throws. */
export interface ErasureQueue {
  /** The oldest that the sink has not settled; `null` for none. */
  next(): PendingErasure | null;
  /** Deletes what is meant of some dead letters behind the id `after`. @returns where to go on, `null` after the last */
  eraseLetters(erasure: Erasure, after: number): number | null;
  /** The sink has deleted so many reports. */
  add(id: string, reports: number): void;
  settle(id: string, state: "done" | "not_asked"): void;
}

/** A part of all erasures. */
export interface ErasureQuery {
  /** Only older ones than the erasure of this id; `null` for all. */
  before: string | null;
  /** At most so many. */
  limit: number;
}

/** What people may ask of erasures. Errors are thrown: CodedError. */
export interface ErasureDesk {
  /** @throws `control_full`, `delivery_unavailable` when the disk refuses */
  request(request: ErasureRequest): ErasureInfo;
  /** @throws `erasure_unknown` */
  get(id: string): ErasureInfo;
  /** Those that run and those that are still known, newest first. */
  list(query: ErasureQuery): ErasureInfo[];
  /** Nothing of it is left in the journal. */
  scrubbed(id: string): void;
}
