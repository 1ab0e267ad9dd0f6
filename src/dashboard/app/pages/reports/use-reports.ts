import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/preact-query";
import type { ReportView } from "../../../../http/api/schema/report.ts";
import { api } from "../../api/endpoints.ts";
import { again, REFRESH, reportsQuery, useApi } from "../../api/use-api.ts";
import { useFreshStart } from "../../api/use-fresh-start.ts";
import type { Filters } from "../../state/filters.ts";
import type { ReportFilters } from "../../state/report-filters.ts";
import { collect, type Place } from "./collect.ts";

/** Reports page by page, as they were when the first page was asked for. */
export function useReports(filters: Filters, more: ReportFilters) {
  const client = useQueryClient();
  const key = ["reports", filters, more];
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      collect(
        (asked) => api.reports(asked, signal),
        pageParam ?? { query: { ...reportsQuery(filters), ...more }, cursor: null },
      ),
    initialPageParam: null as Place | null,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
    // Rows that move under a reader's hand help nobody; new ones are offered.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchInterval: ({ state }) => again(state.error),
  });
  useFreshStart(key, query.error);
  const reports = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return { query, reports, startAgain: () => void client.resetQueries({ queryKey: key }) };
}

/** Whether newer reports have come in than the first that is shown. */
export function useNewer(filters: Filters, more: ReportFilters, first: ReportView | undefined) {
  const asks = first !== undefined && !("from" in filters.span);
  const head = useApi(
    ["newest report", filters, more],
    (signal) => api.reports({ ...reportsQuery(filters), ...more, limit: 1 }, signal),
    { refresh: REFRESH, enabled: asks },
  );
  const newest = head.data?.items[0];
  return asks && newest !== undefined && newest.id > first.id;
}
