import { api } from "../../api/endpoints.ts";
import { useFiltered } from "../../api/use-api.ts";
import { FilterBar } from "../../filters/filter-bar.tsx";
import { useFilters } from "../../state/use-filters.ts";
import { NothingYet, useNothingYet } from "../../ui/nothing-yet.tsx";
import { Page } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Drops } from "./drops.tsx";
import { Figures } from "./figures.tsx";
import { Nothing } from "./nothing.tsx";
import { Recent } from "./recent.tsx";
import { SinkHealth } from "./sink-health.tsx";
import { Blocked, Browsers, Directives, Pages } from "./tops.tsx";
import { Trend } from "./trend.tsx";
import { Warnings } from "./warnings.tsx";

/** What happens, at a glance: PostHog's dashboard for violations, and what it does not say. */
export function Overview() {
  const { filters } = useFilters();
  const query = useFiltered("overview", api.overview, { ...filters }, { type: "csp-violation" });
  if (useNothingYet()) return <FirstSteps />;
  return (
    <Page title="Overview">
      <FilterBar />
      <Warnings />
      <div class="figures-place">
        <Loaded query={query} lines={4}>
          {(overview) => <Figures overview={overview} />}
        </Loaded>
      </div>
      {query.data?.total.received === 0 ? <Nothing /> : <Trend />}
      <div class="columns">
        <Directives />
        <Blocked />
        <Pages />
        {filters.document === undefined && <Browsers />}
      </div>
      <Recent />
      <div class="columns">
        <Drops />
        <SinkHealth />
      </div>
    </Page>
  );
}

/** Before the first report: the way to it, and whether something came that was not kept. */
function FirstSteps() {
  return (
    <Page title="Overview">
      <Warnings />
      <section class="card" aria-label="The first report">
        <NothingYet />
      </section>
      <div class="columns">
        <Drops />
        <SinkHealth />
      </div>
    </Page>
  );
}
