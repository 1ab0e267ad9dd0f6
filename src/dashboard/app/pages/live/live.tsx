import { useMemo } from "preact/hooks";
import type { Query } from "../../api/query.ts";
import { FilterBar } from "../../filters/filter-bar.tsx";
import { ReportChoices } from "../../filters/report-choices.tsx";
import { filterQuery } from "../../state/filters.ts";
import { useFilters } from "../../state/use-filters.ts";
import { useReportFilters } from "../../state/use-report-filters.ts";
import { Page } from "../../ui/page.tsx";
import { First } from "./first.tsx";
import { Listening } from "./listening.tsx";
import { LiveRows } from "./rows.tsx";
import { StatusLine } from "./status-line.tsx";
import { useLive } from "./use-live.ts";

/** Reports as they come in: what one looks at while a site is being set up. */
export default function LivePage() {
  const { filters } = useFilters();
  const { more } = useReportFilters();
  const asked = JSON.stringify({ ...filterQuery(filters), ...more });
  return (
    <Page title="Live">
      <FilterBar without={["span"]}>
        <ReportChoices />
      </FilterBar>
      <Stream key={asked} asked={asked} />
    </Page>
  );
}

/** @param asked the query as JSON: another one begins anew */
function Stream({ asked }: { asked: string }) {
  const query = useMemo((): Query => JSON.parse(asked), [asked]);
  const live = useLive(query);
  const { list } = live;
  return (
    <>
      <StatusLine live={live} />
      {list.first && <First report={list.first} before={live.before} />}
      {list.rows.length > 0 && <LiveRows list={list} query={query} />}
      {list.rows.length === 0 && <Listening live={live} />}
    </>
  );
}
