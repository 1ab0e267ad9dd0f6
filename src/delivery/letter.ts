import type { Report } from "../report/report.ts";

/** A report that a sink refused, as it is written down. */
export interface Refusal {
  report: Report;
  reason: string;
}

/** `dead` until somebody asks for its replay, `replaying` until the sink has taken or refused it again. */
export type LetterState = "dead" | "replaying";

/** What a list tells of a dead letter. */
export interface LetterInfo {
  /** Never given twice, whatever is deleted. Later letters have higher ones. */
  id: number;
  reportId: string;
  /** Of the report, cut. */
  type: string;
  url: string | null;
  /** What the sink said last, cut, and when: milliseconds since the epoch. */
  reason: string;
  at: number;
  /** UTF-8 bytes of report and reason. */
  bytes: number;
  /** How often the sink has refused it: at first, and by each replay since. */
  attempts: number;
  state: LetterState;
}

/** A dead letter with its report. */
export type DeadLetter = LetterInfo & { report: Report };

/** What is kept of one sink, and what became of the rest. `rejected` = `count` + `replayed` + `discarded`. */
export interface LetterTotal {
  count: number;
  /** UTF-8 bytes of reports and reasons. */
  bytes: number;
  /** Of `count`, those that wait to be written again. */
  replaying: number;
  /** Since ever: those that the sink has taken in the end. */
  replayed: number;
  /** Since ever: those that a person dropped, and the oldest beyond the limit. */
  discarded: number;
}

/** What may be kept for each sink; beyond it the oldest letters go, and count as discarded. */
export const LETTER_LIMIT: Readonly<Pick<LetterTotal, "count" | "bytes">> = {
  count: 100_000,
  bytes: 256 << 20,
};

/** Which letters of a sink are meant: these, or all of them. */
export type LetterChoice = readonly number[] | "all";

/** A page of a sink's letters: newest first, below the id `before`. */
export interface LetterQuery {
  before: number | null;
  limit: number;
}

/** What a replay has come to. */
export interface LetterVerdict {
  accepted: readonly number[];
  refused: ReadonlyArray<{ id: number; reason: string }>;
}

/** The letters of one sink that wait to be written again, as the replay sees them. */
export interface ReplayQueue {
  readonly size: number;
  /** The oldest of them behind the id `after`, as many as fit, at least one. @throws whatever SQLite throws */
  next(after: number, limits: { maxReports: number; maxBytes: number }): QueuedLetter[];
  /** Deletes the accepted; the refused are dead again. @throws whatever SQLite throws: nothing is done then */
  settle(verdict: LetterVerdict): void;
}

/** A letter that is to be written again. */
export interface QueuedLetter {
  id: number;
  report: Report;
}
