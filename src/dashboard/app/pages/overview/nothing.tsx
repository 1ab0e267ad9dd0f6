import { Link } from "wouter-preact";
import { api } from "../../api/endpoints.ts";
import { REFRESH, useApi } from "../../api/use-api.ts";
import { activeFilters } from "../../state/filters.ts";
import { useFilters } from "../../state/use-filters.ts";
import { Card } from "../../ui/card.tsx";
import { Empty } from "../../ui/states.tsx";

/** In place of a chart of nothing: why there is nothing, and what to do. */
export function Nothing() {
  const { filters, set } = useFilters();
  const { data } = useApi(["facets", undefined], (signal) => api.facets({}, signal), {
    refresh: REFRESH,
  });
  if (data?.projects.length === 0) return <NoReports />;
  const narrowed = activeFilters(filters);
  const clear = () => set(Object.fromEntries(narrowed.map((name) => [name, undefined])));
  return (
    <Card title="Violations over time">
      <Empty title="No violations in this span.">
        {narrowed.length > 0 ? (
          <button type="button" class="small" onClick={clear}>
            Clear the filters
          </button>
        ) : (
          <button type="button" class="small" onClick={() => set({ span: { last: "90d" } })}>
            Look at 90 days
          </button>
        )}
      </Empty>
    </Card>
  );
}

function NoReports() {
  return (
    <Card title="Nothing has come in yet">
      <Empty title="Put Tattle's headers on your site.">
        <Link href="/setup" class="button">
          Set up a site
        </Link>
      </Empty>
    </Card>
  );
}
