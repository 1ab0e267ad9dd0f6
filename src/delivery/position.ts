/**
 * A place in the journal: all rows before `seq` are done, and of row `seq` the first `offset`
 * reports, or all of them where `offset` is 0. The totals run on for ever, so that a backlog is a
 * difference of two of them.
 */
export interface Position {
  seq: number;
  offset: number;
  /** Reports before this place since ever. */
  reports: number;
  /** Bytes of the journal before this place since ever, counted by whole rows. */
  bytes: number;
}

/** Before the first row that a journal ever had. */
export const START: Position = { seq: 0, offset: 0, reports: 0, bytes: 0 };

/** Negative, zero or positive as `a` lies before, at or after `b`. */
export function comparePositions(a: Position, b: Position): number {
  return a.reports - b.reports;
}

/** Whether all rows up to `seq` are done. */
export function hasPassed(position: Position, seq: number): boolean {
  return position.seq > seq || (position.seq === seq && position.offset === 0);
}
