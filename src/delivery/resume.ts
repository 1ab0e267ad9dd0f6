import { comparePositions, type Position } from "./position.ts";
import type { SinkRecord } from "./store.ts";

/** What a journal has to deliver. */
export interface Extent {
  epoch: string;
  /** Before the oldest row that is still there. */
  beginning: Position;
  /** After the newest. */
  end: Position;
}

/**
 * Where a sink begins to deliver, with what it has counted so far. Inside of the same journal it
 * goes on where it was:
 *
 * - rows that were deleted while it was out of the config are counted as dropped;
 * - rows that a loss of power took (`durability = "os"`) have numbers that are given again, so
 *   that a position behind them is taken back to the end.
 *
 * @param known what was written down of it, `null` for a sink that was never seen
 * @param start where a sink that was never seen begins
 */
export function resume(
  known: SinkRecord | null,
  { epoch, beginning, end }: Extent,
  start: "end" | "oldest",
): SinkRecord {
  if (known === null) {
    const position = start === "end" ? end : beginning;
    return { epoch, position, delivered: 0, rejected: 0, dropped: 0 };
  }
  // In another journal its position means nothing, and all that is there is new.
  if (known.epoch !== epoch) return { ...known, epoch, position: beginning };
  if (comparePositions(known.position, end) > 0) return { ...known, position: end };
  const missed = comparePositions(beginning, known.position);
  if (missed <= 0) return known;
  return { ...known, position: beginning, dropped: known.dropped + missed };
}
