import type { Report } from "../../../report/report.ts";
import type { ReaderMethods, ReportFilter } from "../../../sink/reader.ts";

/** Which reports have come in since somebody asked last. */
export interface NewsQuestion {
  readonly filter: ReportFilter & { search?: string };
  /** Id of the newest report that was looked at; `null`: whoever asks begins now. */
  readonly after: string | null;
}

/** What has come in. */
export interface News {
  /** The newest of those that the filter lets through, the oldest first. */
  readonly reports: Report[];
  /** As many more were let through and are left out. */
  readonly dropped: number;
  /** `dropped` is only what was counted: there are older ones that were not looked at. */
  readonly more: boolean;
  /** Id of the newest report that was looked at, to ask with the next time; `null` in an empty store. */
  readonly upTo: string | null;
}

/** Reports that one answer holds: it is made into text on the thread that answers requests. */
const MOST = 200;
const PAGE = 500;
/** Pages that are looked at for one answer. */
const PAGES = 40;

/** Answers on the thread of the reader, so that what is only counted need not leave it. */
export async function newsOf(
  reader: Pick<ReaderMethods, "reports">,
  { filter, after }: NewsQuestion,
): Promise<News> {
  const head = await reader.reports({ limit: 1 });
  const upTo = head.items[0]?.id ?? null;
  const nothing = { reports: [], dropped: 0, more: false, upTo };
  if (after === null || upTo === null || upTo <= after) return nothing;
  const found: Report[] = [];
  let dropped = 0;
  let cursor: string | null = null;
  for (let pages = 0; pages < PAGES; pages++) {
    const { items, next } = await reader.reports({
      ...filter,
      from: timeOf(after),
      limit: PAGE,
      ...(cursor !== null && { cursor }),
    });
    for (const report of items) {
      // Came in while we looked, or was looked at before.
      if (report.id > upTo || report.id <= after) continue;
      if (found.length < MOST) found.push(report);
      else dropped++;
    }
    cursor = next;
    if (next === null) break;
  }
  return { reports: found.toReversed(), dropped, more: cursor !== null, upTo };
}

/** When an id was made, milliseconds since the epoch (RFC 9562 §5.7). */
function timeOf(id: string): number {
  return Number.parseInt(id.replace("-", "").slice(0, 12), 16);
}
