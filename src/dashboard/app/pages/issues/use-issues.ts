import type { IssuePageView } from "../../../../http/api/schema/issue.ts";
import { api } from "../../api/endpoints.ts";
import { filtersAsQuery, REFRESH } from "../../api/use-api.ts";
import { type Pages, usePages } from "../../api/use-pages.ts";
import type { Filters } from "../../state/filters.ts";
import { type ListState, listQuery } from "./list-state.ts";
import { nextOf, placeOf } from "./place.ts";

const PAGE = 50;

/** The issues of the address, page by page. All pages are of the span that the first one had. */
export function useIssues(filters: Filters, list: ListState): Pages<IssuePageView> {
  return usePages(
    ["issues", "pages", filters, list],
    async (place, signal) => {
      const query = { ...filtersAsQuery(filters), ...listQuery(list), limit: PAGE };
      const page = await api.issues({ ...query, ...placeOf(place) }, signal);
      return { ...page, next: nextOf(page) };
    },
    REFRESH,
  );
}
