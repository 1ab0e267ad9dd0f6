import { useMemo } from "preact/hooks";
import { Link } from "wouter-preact";
import type { SeriesView } from "../../../../http/api/schema/counts.ts";
import { api } from "../../api/endpoints.ts";
import { REFRESH, useApi } from "../../api/use-api.ts";
import { bucketTimes, received } from "../../charts/buckets.ts";
import { Chart } from "../../charts/chart.tsx";
import { serverNow } from "../../state/clock.ts";
import { withParameter } from "../../state/report-filters.ts";
import { spanQuery } from "../../state/span.ts";
import { useFilters } from "../../state/use-filters.ts";
import { useZoom } from "../../state/use-zoom.ts";
import { Card } from "../../ui/card.tsx";
import { plural, readable } from "../../ui/format.ts";
import { Empty, Loaded } from "../../ui/states.tsx";
import { Examples } from "./examples.tsx";
import { kindOf } from "./kinds.ts";
import { Places } from "./places-card.tsx";

/** Reports that places are counted in and examples taken of. */
const NEWEST = 100;

/** One type: what it is, when it happened, where, and what the newest ones say. */
export function TypeDetail({ type, series }: { type: string; series: SeriesView }) {
  const { filters, href } = useFilters();
  const { project, span } = filters;
  const { title, what, todo } = kindOf(type);
  const query = useApi(
    ["reports of type", type, project, span],
    (signal) =>
      api.reports({ type, project, ...spanQuery(span, serverNow()), limit: NEWEST }, signal),
    { refresh: REFRESH },
  );
  const all = withParameter(href("/reports", { noise: "with" }), "type", type);
  return (
    <>
      <Card title={readable(title)} aside={<Link href={all}>All reports of this type</Link>}>
        <p>{what}</p>
        <p>
          <strong>What to do:</strong> {todo}
        </p>
        <Trend type={type} series={series} />
      </Card>
      <Loaded query={query} lines={6}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="None of these reports is kept any more." />
          ) : (
            <>
              <Places reports={items} />
              <Examples reports={items} />
            </>
          )
        }
      </Loaded>
    </>
  );
}

function Trend({ type, series }: { type: string; series: SeriesView }) {
  const zoom = useZoom();
  const drawn = useMemo(() => {
    const { from, to } = series.covers;
    const times = bucketTimes(Date.parse(from), Date.parse(to), series.bucket);
    const points = series.groups.find(({ value }) => value === type)?.points ?? [];
    const values = received(points, times);
    return { times, lines: [{ name: "Reports", color: "--series-1", values }] };
  }, [type, series]);
  const count = series.groups.find(({ value }) => value === type)?.received ?? 0;
  return (
    <Chart
      times={drawn.times}
      series={drawn.lines}
      bucket={series.bucket}
      height={180}
      label={`${plural(count, "report")} by ${series.bucket}`}
      onSelect={zoom}
    />
  );
}
