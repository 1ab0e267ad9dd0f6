import type { Report } from "../../../report/report.ts";
import type { Page, ReportQuery } from "../../../sink/reader.ts";

/** Asks for one page. */
export type AskPage = (query: ReportQuery) => Promise<Page<Report>>;

/** What one page costs the thread that answers requests is some three milliseconds. */
const PAGE = 100;

/**
 * All reports of a query, newest first, page by page; each is asked for when it is wanted.
 *
 * @param most at most so many reports
 */
export async function* pagesOf(
  ask: AskPage,
  query: Omit<ReportQuery, "limit" | "cursor">,
  most = Number.POSITIVE_INFINITY,
): AsyncGenerator<Report[], void> {
  let left = most;
  let cursor: string | null = null;
  do {
    const limit = Math.min(PAGE, left);
    const page: Page<Report> = await ask({ ...query, limit, ...(cursor !== null && { cursor }) });
    yield page.items;
    left -= page.items.length;
    cursor = page.next;
  } while (cursor !== null && left > 0);
}
