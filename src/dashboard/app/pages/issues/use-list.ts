import { useSearchParams } from "wouter-preact";
import { useMarks } from "../../marks/use-marks.ts";
import { useFilters } from "../../state/use-filters.ts";
import { isOnTab, readList } from "./list-state.ts";
import { distinct } from "./place.ts";
import { useIssues } from "./use-issues.ts";
import { useSelection } from "./use-selection.ts";

/** Everything that the list of issues shows and does. */
export function useList() {
  const { filters } = useFilters();
  const [parameters] = useSearchParams();
  const shown = readList(parameters);
  const pages = useIssues(filters, shown);
  const { overlay, mark } = useMarks();
  const all = distinct(pages.items).map((issue) => {
    const status = overlay.get(issue.id) ?? issue.status;
    return status === issue.status ? issue : { ...issue, status };
  });
  const rows = all.filter(({ status }) => isOnTab(shown.tab, status));
  const total = Math.max(rows.length, (pages.first?.total ?? 0) - (all.length - rows.length));
  const selection = useSelection(rows, JSON.stringify([filters, shown]));
  return { tab: shown.tab, pages, rows, total, selection, mark };
}

export type ListModel = ReturnType<typeof useList>;
