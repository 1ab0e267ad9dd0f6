import { Link } from "wouter-preact";
import { activeFilters, DEFAULT_NOISE } from "../../state/filters.ts";
import { useFilters } from "../../state/use-filters.ts";
import { useReportFilters } from "../../state/use-report-filters.ts";
import { NothingYet, useNothingYet } from "../../ui/nothing-yet.tsx";
import { Empty } from "../../ui/states.tsx";

/** Why there is nothing to show, and what shows something. */
export function NoReports() {
  const { filters, href } = useFilters();
  const { more } = useReportFilters();
  const { project, noise } = filters;
  if (useNothingYet()) return <NothingYet />;
  const narrowed =
    project !== undefined || activeFilters(filters).length > 0 || Object.keys(more).length > 0;
  return (
    <Empty title={narrowed ? "No report is like this." : "No reports in this time."}>
      {narrowed && (
        <>
          <Link href="/reports">Take all filters away</Link>.{" "}
        </>
      )}
      {noise === DEFAULT_NOISE && (
        <>
          Noise is hidden: <Link href={href("/reports", { noise: "with" })}>show it, too</Link>.{" "}
        </>
      )}
      Reports are kept for a limited time; <Link href="/live">Live</Link> shows them as they come
      in, and <Link href="/setup">Setup</Link> what a site has to send.
    </Empty>
  );
}
