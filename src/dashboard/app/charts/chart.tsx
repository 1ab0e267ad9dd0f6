import "uplot/dist/uPlot.min.css";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { compact, whole } from "../ui/format.ts";
import type { Bucket } from "./buckets.ts";
import { marksOf } from "./marks.ts";

/** One line of a chart. */
export interface ChartSeries {
  name: string;
  /** A variable of the style sheet: `--series-1`. */
  color: string;
  /** One for each moment; `null` where nothing is known. */
  values: ReadonlyArray<number | null>;
}

interface ChartProps {
  /** Milliseconds since the epoch, in order. */
  times: readonly number[];
  series: readonly ChartSeries[];
  /** What it shows, in words, for who cannot see it. */
  label: string;
  height?: number;
  /** What a value was counted over: days (UTC) are shown without a time. Default: hours. */
  bucket?: Bucket;
  /** A span was marked with the pointer. Milliseconds since the epoch. */
  onSelect?: (from: number, to: number) => void;
}

/** Lines over time, drawn on a canvas. Marking a span zooms into it. */
export function Chart({
  times,
  series,
  label,
  height = 240,
  bucket = "hour",
  onSelect,
}: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const select = useRef(onSelect);
  select.current = onSelect;
  useEffect(() => {
    const box = place.current;
    if (box === null) return;
    let plot: uPlot | null = null;
    const draw = () => {
      plot?.destroy();
      const options = optionsOf(box, series, bucket, height);
      plot = new uPlot({ ...options, hooks: selecting(select) }, dataOf(times, series), box);
    };
    draw();
    const resized = new ResizeObserver(() => plot?.setSize({ width: box.clientWidth, height }));
    resized.observe(box);
    // Colours are read when it is drawn.
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", draw);
    addEventListener("tattle-theme", draw);
    return () => {
      resized.disconnect();
      dark.removeEventListener("change", draw);
      removeEventListener("tattle-theme", draw);
      plot?.destroy();
    };
  }, [times, series, bucket, height]);
  return <div class="chart" ref={place} role="img" aria-label={label} />;
}

function dataOf(times: readonly number[], series: readonly ChartSeries[]): uPlot.AlignedData {
  return [times.map((at) => at / 1000), ...series.map(({ values }) => [...values])];
}

/** Tells of a marked span, unless it was a mere click. */
function selecting(select: { current: ChartProps["onSelect"] | undefined }): uPlot.Hooks.Arrays {
  return {
    setSelect: [
      (plot) => {
        const { left, width } = plot.select;
        if (width < 4) return;
        select.current?.(plot.posToVal(left, "x") * 1000, plot.posToVal(left + width, "x") * 1000);
      },
    ],
  };
}

function optionsOf(
  box: HTMLElement,
  series: readonly ChartSeries[],
  bucket: Bucket,
  height: number,
): uPlot.Options {
  const style = getComputedStyle(box);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const line = { stroke: color("--line"), width: 1 };
  const axis = {
    stroke: color("--quiet"),
    grid: line,
    ticks: line,
    font: `12px ${style.fontFamily}`,
  };
  return {
    width: box.clientWidth,
    height,
    cursor: { drag: { x: true, y: false, setScale: false } },
    // Buckets of days are those of UTC, and so are their dates.
    ...(bucket === "day" && { tzDate: (at) => uPlot.tzDate(new Date(at * 1000), "Etc/UTC") }),
    scales: { y: { range: (_, __, high) => [0, Math.max(1, high * 1.1)] } },
    axes: [
      {
        ...axis,
        ...(bucket === "day" && { space: 70, incrs: DAYS }),
        values: (_, splits, __, ___, distance) => marksOf(splits, distance, bucket),
      },
      { ...axis, size: 52, incrs: WHOLE, values: (_, values) => values.map(compact) },
    ],
    series: [
      {
        label: bucket === "day" ? "Day (UTC)" : "Hour",
        value: (_, at) => (at === null ? "–" : momentOf(at * 1000, bucket)),
      },
      ...series.map((one) => lineOf(one, color(one.color))),
    ],
  };
}

function lineOf({ name, values }: ChartSeries, color: string): uPlot.Series {
  return {
    label: name,
    value: (_, value) => (value === null ? "–" : whole(value)),
    stroke: color,
    fill: `color-mix(in srgb, ${color} 15%, transparent)`,
    width: 2,
    // A line through one moment cannot be seen.
    points: { show: values.length < 3 },
  };
}

/** Distances of marks: whole days in seconds, and whole numbers of reports. */
const DAYS = [1, 2, 7, 14, 28, 56].map((days) => days * 86_400);
const WHOLE = Array.from({ length: 12 }, (_, power) =>
  [1, 2, 5].map((n) => n * 10 ** power),
).flat();

const HOUR = new Intl.DateTimeFormat("en", {
  dateStyle: "medium",
  timeStyle: "short",
  hourCycle: "h23",
});
const DAY = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "UTC" });

function momentOf(at: number, bucket: Bucket): string {
  return (bucket === "day" ? DAY : HOUR).format(at);
}
