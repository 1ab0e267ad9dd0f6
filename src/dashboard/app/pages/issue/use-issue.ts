import type { IssueDetailView } from "../../../../http/api/schema/issue.ts";
import { api } from "../../api/endpoints.ts";
import { REFRESH, useApi } from "../../api/use-api.ts";
import { serverNow } from "../../state/clock.ts";
import { spanQuery } from "../../state/span.ts";
import { useFilters } from "../../state/use-filters.ts";
import { explainedSpan } from "./issue-span.ts";

/** An issue over the span of the address. */
export function useIssue(id: string) {
  const { span } = useFilters().filters;
  return useApi(
    ["issue", id, span],
    (signal) => api.issue(id)(spanQuery(span, serverNow()), signal),
    { refresh: REFRESH },
  );
}

/** What it is and what to do. It rests on the last days, whatever the span of the address. */
export function useExplanation({ id, lastSeen }: IssueDetailView) {
  const span = explainedSpan(lastSeen, serverNow());
  return useApi(["explanation", id, span], (signal) => api.explanation(id)(span, signal));
}

/** One of its reports; `null`: there is none any more. */
export function useReport(id: string | undefined) {
  return useApi(["report", id], (signal) => api.report(id ?? "")({}, signal), {
    enabled: id !== undefined,
  });
}
