import { type Count, IMPORTED, KEPT } from "../../journal/index.ts";
import { DROP_REASONS, type DropReason } from "../../report/drop.ts";
import type { Tally } from "../api/schema/project.ts";
import { REFUSED_OUTCOME } from "../report/ingest.ts";

const KNOWN: ReadonlySet<string> = new Set(DROP_REASONS);

/** Sums up what became of reports. Reasons of an older or newer Tattle count as dropped, without a line of their own. */
export function tally(counts: readonly Count[]): Tally {
  const result: Tally = {
    received: 0,
    kept: 0,
    dropped: 0,
    byReason: {},
    refused: 0,
    imported: 0,
  };
  for (const { outcome, count } of counts) {
    if (outcome === REFUSED_OUTCOME) result.refused += count;
    else if (outcome === IMPORTED) result.imported += count;
    else if (outcome === KEPT) result.kept += count;
    else result.dropped += count;
    if (isDropReason(outcome)) result.byReason[outcome] = (result.byReason[outcome] ?? 0) + count;
  }
  result.received = result.kept + result.dropped;
  return result;
}

function isDropReason(outcome: string): outcome is DropReason {
  return KNOWN.has(outcome);
}
