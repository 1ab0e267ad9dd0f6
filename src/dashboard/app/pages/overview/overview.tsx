import { Link } from "wouter-preact";
import type { OverviewView } from "../../../../http/api/schema/overview.ts";
import { api } from "../../api/endpoints.ts";
import { useFiltered } from "../../api/use-api.ts";
import { BUCKETS, bucketTimes, received } from "../../charts/buckets.ts";
import { Chart } from "../../charts/chart.tsx";
import { FilterBar } from "../../filters/filter-bar.tsx";
import { useFilters } from "../../state/use-filters.ts";
import { Card } from "../../ui/card.tsx";
import { plural, whole } from "../../ui/format.ts";
import { Page } from "../../ui/page.tsx";
import { Empty, Loaded } from "../../ui/states.tsx";
import { Foreign } from "../../ui/text.tsx";

/** What happened, at a glance. */
export function Overview() {
  const { filters } = useFilters();
  const query = useFiltered("overview", api.overview, filters);
  return (
    <Page title="Overview">
      <FilterBar />
      <Loaded query={query} lines={10}>
        {(overview) => (
          <>
            <Card title={plural(overview.total.received, "violation")}>
              <Trend overview={overview} />
            </Card>
            <Card title="Violated directives">
              <Directives overview={overview} />
            </Card>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Trend({ overview }: { overview: OverviewView }) {
  const { set } = useFilters();
  const [from, to] = [Date.parse(overview.covers.from), Date.parse(overview.covers.to)];
  const bucket = to - from <= 3 * BUCKETS.day ? "hour" : "day";
  const times = bucketTimes(from, to, bucket);
  const series = [
    { name: "Received", color: "--series-1", values: received(overview.series, times) },
  ];
  return (
    <Chart
      times={times}
      series={series}
      label={`Violations by ${bucket}`}
      onSelect={(start, end) =>
        set({ span: { from: new Date(start).toISOString(), to: new Date(end).toISOString() } })
      }
    />
  );
}

function Directives({ overview }: { overview: OverviewView }) {
  const { href } = useFilters();
  if (overview.byDirective.length === 0) return <Empty title="None in this span." />;
  return (
    <table>
      <tbody>
        {overview.byDirective.map(({ directive, received: count }) => (
          <tr key={directive}>
            <td>
              <Link href={href("/issues", { directive: directive ?? "" })}>
                <Foreign text={directive} />
              </Link>
            </td>
            <td class="number">{whole(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
