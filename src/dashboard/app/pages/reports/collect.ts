import type { ReportView } from "../../../../http/api/schema/report.ts";
import type { Query } from "../../api/query.ts";

/** Reports that are shown at a time. */
export const PAGE = 50;
/** Answers that are looked through for them. The server reads thousands of reports for each. */
export const STEPS = 8;

/** Where to look for reports, and where to go on. */
export interface Place {
  /** The same for all pages: cursors are good for it alone. */
  readonly query: Query;
  /** `null`: from the newest on. */
  readonly cursor: string | null;
}

/** What was found in a bounded number of steps. */
export interface Found {
  readonly items: ReportView[];
  /** Where older ones are to be looked for; `null` where there are none. */
  readonly next: Place | null;
}

/**
 * A page of reports. The store looks for rare ones in steps, whose answers may be short or empty:
 * they are put together until there is a page, or enough was looked through.
 */
export async function collect(
  ask: (query: Query) => Promise<{ items: ReportView[]; next: string | null }>,
  { query, cursor }: Place,
): Promise<Found> {
  const items: ReportView[] = [];
  let next = cursor;
  for (let step = 0; step < STEPS; step++) {
    const limit = PAGE - items.length;
    const page = await ask({ ...query, limit, ...(next !== null && { cursor: next }) });
    items.push(...page.items);
    next = page.next;
    if (next === null) return { items, next: null };
    if (items.length >= PAGE) break;
  }
  return { items, next: { query, cursor: next } };
}
