import { Link } from "wouter-preact";
import { api } from "../../api/endpoints.ts";
import { REFRESH, useApi } from "../../api/use-api.ts";
import { FilterBar } from "../../filters/filter-bar.tsx";
import { serverNow } from "../../state/clock.ts";
import { spanQuery } from "../../state/span.ts";
import { useFilters } from "../../state/use-filters.ts";
import { useReportFilters } from "../../state/use-report-filters.ts";
import { Page } from "../../ui/page.tsx";
import { Empty, Loaded } from "../../ui/states.tsx";
import { TypeDetail } from "./type-detail.tsx";
import { TypeTable } from "./type-table.tsx";

/** What is counted of other types by nothing but time and project. */
const MEANINGLESS = ["version", "disposition", "browser", "noise", "others"] as const;
const MOST_TYPES = 50;
const VIOLATION = "csp-violation";

/** Reports that are no violations of a CSP: crashes, deprecations and the like. */
export default function Other() {
  const { project, span } = useFilters().filters;
  const chosen = useReportFilters().more.type;
  const query = useApi(
    ["other types", project, span],
    async (signal) => {
      const asked = { project, ...spanQuery(span, serverNow()) };
      const [types, series] = await Promise.all([
        api.types(asked, signal),
        api.series({ ...asked, by: "type", groups: MOST_TYPES }, signal),
      ]);
      return { types: types.items.filter(({ type }) => type !== VIOLATION), series };
    },
    { refresh: REFRESH },
  );
  return (
    <Page title="Other reports">
      <FilterBar without={MEANINGLESS} />
      <Loaded query={query} lines={8}>
        {({ types, series }) => {
          const type = chosen ?? types[0]?.type;
          if (type === undefined || types.length === 0) return <None />;
          return (
            <>
              <TypeTable types={types} series={series} />
              <TypeDetail key={type} type={type} series={series} />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

function None() {
  return (
    <Empty title="No other reports in this time.">
      Browsers send crashes, deprecations, interventions and the like where a page has the header{" "}
      <code>Reporting-Endpoints: default="…"</code>. <Link href="/setup">Setup</Link> writes it for
      your site.
    </Empty>
  );
}
