import { FilterBar } from "../../filters/filter-bar.tsx";
import { ReportChoices } from "../../filters/report-choices.tsx";
import { useFilters } from "../../state/use-filters.ts";
import { useReportFilters } from "../../state/use-report-filters.ts";
import { Page } from "../../ui/page.tsx";
import { Failure, isAway, Skeleton } from "../../ui/states.tsx";
import { Export } from "./export.tsx";
import { More } from "./more.tsx";
import { NoReports } from "./no-reports.tsx";
import { ReportTable } from "./table.tsx";
import { useNewer, useReports } from "./use-reports.ts";

/** Single reports, the newest first. */
export default function Reports() {
  const { filters } = useFilters();
  const { more } = useReportFilters();
  const { query, reports, startAgain } = useReports(filters, more);
  const newer = useNewer(filters, more, reports[0]);
  const { data, error, isPlaceholderData, isFetchingNextPage } = query;
  return (
    <Page title="Reports" actions={<Export filters={filters} more={more} />}>
      <FilterBar>
        <ReportChoices />
      </FilterBar>
      {error && !query.isFetchNextPageError && !(data && isAway(error)) && (
        <Failure error={error} retry={() => void query.refetch()} />
      )}
      {data === undefined && !error && <Skeleton lines={12} />}
      <div aria-live="polite">
        {newer && (
          <button type="button" class="newer" onClick={startAgain}>
            Newer reports came in. Show them
          </button>
        )}
      </div>
      {data !== undefined && (
        <div class={isPlaceholderData ? "stale" : undefined} aria-busy={isPlaceholderData}>
          {reports.length > 0 && (
            <section class="card" aria-label="Reports">
              <ReportTable reports={reports} />
            </section>
          )}
          {reports.length === 0 && !query.hasNextPage && <NoReports />}
          <More
            shown={reports.length}
            more={query.hasNextPage}
            busy={isFetchingNextPage}
            error={query.isFetchNextPageError ? error : null}
            goOn={() => void query.fetchNextPage()}
            startAgain={startAgain}
          />
        </div>
      )}
    </Page>
  );
}
