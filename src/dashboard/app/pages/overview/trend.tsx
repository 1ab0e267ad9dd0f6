import { useMemo } from "preact/hooks";
import type { SeriesView } from "../../../../http/api/schema/counts.ts";
import { api } from "../../api/endpoints.ts";
import { useFiltered } from "../../api/use-api.ts";
import { bucketTimes, received } from "../../charts/buckets.ts";
import { Chart, type ChartSeries } from "../../charts/chart.tsx";
import { useFilters } from "../../state/use-filters.ts";
import { useZoom } from "../../state/use-zoom.ts";
import { Card } from "../../ui/card.tsx";
import { whole, zone } from "../../ui/format.ts";
import { Loaded } from "../../ui/states.tsx";

const LINES = [
  { disposition: "enforce", name: "Blocked", color: "--series-2" },
  { disposition: "report", name: "Report-only", color: "--series-1" },
  { disposition: null, name: "Does not say", color: "--series-8" },
] as const;

/** Violations over time, blocked and report-only apart. Marking a span zooms into it. */
export function Trend() {
  const { filters, set } = useFilters();
  // Documents are not counted by disposition.
  const by = filters.document === undefined ? { by: "disposition" } : {};
  const query = useFiltered("trend", api.series, filters, { ...by, type: "csp-violation" });
  const fixed = "from" in filters.span;
  const zoomOut = (
    <button type="button" class="small" onClick={() => set({ span: { last: "7d" } })}>
      Zoom out
    </button>
  );
  return (
    <Card
      title="Violations over time"
      aside={fixed ? zoomOut : <span class="quiet">Drag to zoom in · {zone()}</span>}
    >
      <div class="trend-place">
        <Loaded query={query} lines={6}>
          {(series) => <Lines series={series} />}
        </Loaded>
      </div>
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
      label={`${whole(series.total.received)} violations by ${series.bucket}`}
      onSelect={zoom}
    />
  );
}

function linesOf(series: SeriesView): { times: number[]; lines: ChartSeries[] } {
  const { from, to } = series.covers;
  const times = bucketTimes(Date.parse(from), Date.parse(to), series.bucket);
  if (series.groups.length === 0) {
    const values = received(series.points, times);
    return { times, lines: [{ name: "Received", color: "--series-1", values }] };
  }
  const lines = LINES.flatMap(({ disposition, name, color }) => {
    const group = series.groups.find(({ value }) => value === disposition);
    return group ? [{ name, color, values: received(group.points, times) }] : [];
  });
  return { times, lines };
}
