import { useMemo } from "preact/hooks";
import type { SeriesView } from "../../../../http/api/schema/counts.ts";
import type { IssueDetailView } from "../../../../http/api/schema/issue.ts";
import { api } from "../../api/endpoints.ts";
import { REFRESH, useApi } from "../../api/use-api.ts";
import { bucketTimes } from "../../charts/buckets.ts";
import { Chart, type ChartSeries } from "../../charts/chart.tsx";
import { serverNow } from "../../state/clock.ts";
import { spanQuery } from "../../state/span.ts";
import { useFilters } from "../../state/use-filters.ts";
import { useZoom } from "../../state/use-zoom.ts";
import { Card } from "../../ui/card.tsx";
import { whole, zone } from "../../ui/format.ts";
import { Loaded } from "../../ui/states.tsx";

/** How often it happened over the span. Marking a span zooms into it. */
export function Trend({ issue: { id } }: { issue: IssueDetailView }) {
  const { span } = useFilters().filters;
  const query = useApi(
    ["issue-series", id, span],
    (signal) => api.series({ ...spanQuery(span, serverNow()), issue: id }, signal),
    { refresh: REFRESH },
  );
  return (
    <Card title="Over time" aside={<span class="quiet">Drag to zoom in · {zone()}</span>}>
      <Loaded query={query} lines={6}>
        {(series) => <Lines series={series} />}
      </Loaded>
    </Card>
  );
}

function Lines({ series }: { series: SeriesView }) {
  const zoom = useZoom();
  const { times, lines } = useMemo(() => linesOf(series), [series]);
  return (
    <Chart
      times={times}
      series={lines}
      bucket={series.bucket}
      height={200}
      label={`${whole(series.total.received)} reports by ${series.bucket}`}
      onSelect={zoom}
    />
  );
}

/** What was received, and what that stands for where something was sampled. */
function linesOf({ covers, bucket, points, total }: SeriesView) {
  const times = bucketTimes(Date.parse(covers.from), Date.parse(covers.to), bucket);
  const counted = new Map(points.map((point) => [Date.parse(point.at), point]));
  const values = (which: "received" | "estimated") =>
    times.map((at) => Math.round(counted.get(at)?.[which] ?? 0));
  const lines: ChartSeries[] = [
    { name: "Received", color: "--series-1", values: values("received") },
  ];
  if (Math.round(total.estimated) !== total.received) {
    lines.unshift({ name: "Estimated", color: "--series-2", values: values("estimated") });
  }
  return { times, lines };
}
