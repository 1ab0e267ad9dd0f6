import { api } from "../api/endpoints.ts";
import { useApi } from "../api/use-api.ts";
import { LONGEST_SEARCH } from "../state/report-filters.ts";
import { useFilters } from "../state/use-filters.ts";
import { useReportFilters } from "../state/use-report-filters.ts";
import { useTyped } from "../state/use-typed.ts";
import { Icon } from "../ui/icon.tsx";
import { Choice } from "./choice.tsx";

/** What single reports can be narrowed down by, besides what all pages have: for the filter bar. */
export function ReportChoices() {
  const { project } = useFilters().filters;
  const { more, change } = useReportFilters();
  const facets = useApi(["facets", project], (signal) => api.facets({ project }, signal)).data;
  return (
    <>
      <Choice
        name="Type"
        value={more.type}
        values={facets?.types ?? []}
        all="All types"
        choose={(value) => change("type", value)}
      />
      <Search value={more.search ?? ""} />
      {more.issue !== undefined && (
        <button
          type="button"
          class="chip"
          onClick={() => change("issue", undefined)}
          aria-label={`Remove the filter Issue: ${more.issue}`}
        >
          Issue: {more.issue}
          <Icon name="close" />
        </button>
      )}
    </>
  );
}

/** A text that is looked for once somebody stops typing. */
function Search({ value }: { value: string }) {
  const { change } = useReportFilters();
  const [text, setText] = useTyped(value, (typed) => change("search", typed, { replace: true }));
  return (
    <input
      type="search"
      aria-label="Text in a URL or sample"
      placeholder="Text in a URL or sample"
      maxLength={LONGEST_SEARCH}
      value={text}
      onInput={({ currentTarget }) => setText(currentTarget.value)}
    />
  );
}
