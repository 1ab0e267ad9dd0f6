import type { IssueView } from "../../../../http/api/schema/issue.ts";
import type { ReportView } from "../../../../http/api/schema/report.ts";

const HOUR = 3_600_000;

/** Since when issues are new to what is shown: the full hour of the oldest report; `null`: nothing is shown. */
export function since(reports: ReadonlyArray<Pick<ReportView, "occurredAt">>): string | null {
  if (reports.length === 0) return null;
  const oldest = Math.min(...reports.map(({ occurredAt }) => Date.parse(occurredAt)));
  return new Date(oldest - (oldest % HOUR)).toISOString();
}

/** Whether this very report is the first of its issue. */
export function opens(
  report: Pick<ReportView, "issue" | "occurredAt">,
  issues: ReadonlyArray<Pick<IssueView, "id" | "firstSeen">>,
): boolean {
  const { issue, occurredAt } = report;
  return issues.some(({ id, firstSeen }) => id === issue && firstSeen === occurredAt);
}
