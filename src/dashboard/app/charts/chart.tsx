import "uplot/dist/uPlot.min.css";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { compact } from "../ui/format.ts";

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
  /** A span was marked with the pointer. Milliseconds since the epoch. */
  onSelect?: (from: number, to: number) => void;
}

/** Lines over time, drawn on a canvas. Marking a span zooms into it. */
export function Chart({ times, series, label, height = 240, onSelect }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const select = useRef(onSelect);
  select.current = onSelect;
  useEffect(() => {
    const box = place.current;
    if (box === null) return;
    let plot: uPlot | null = null;
    const draw = () => {
      plot?.destroy();
      plot = new uPlot(optionsOf(box, series, height, select), dataOf(times, series), box);
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
  }, [times, series, height]);
  return <div class="chart" ref={place} role="img" aria-label={label} />;
}

function dataOf(times: readonly number[], series: readonly ChartSeries[]): uPlot.AlignedData {
  return [times.map((at) => at / 1000), ...series.map(({ values }) => [...values])];
}

function optionsOf(
  box: HTMLElement,
  series: readonly ChartSeries[],
  height: number,
  select: { current: ChartProps["onSelect"] | undefined },
): uPlot.Options {
  const style = getComputedStyle(box);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: color("--quiet"),
    grid: { stroke: color("--line"), width: 1 },
    ticks: { stroke: color("--line"), width: 1 },
    font: `12px ${style.fontFamily}`,
  };
  return {
    width: box.clientWidth,
    height,
    cursor: { drag: { x: true, y: false, setScale: false } },
    legend: { live: true },
    scales: { y: { range: (_, __, high) => [0, Math.max(1, high * 1.1)] } },
    axes: [axis, { ...axis, size: 52, values: (_, values) => values.map(compact) }],
    series: [
      {},
      ...series.map(({ name, color: variable }) => ({
        label: name,
        stroke: color(variable),
        fill: `color-mix(in srgb, ${color(variable)} 15%, transparent)`,
        width: 2,
        points: { show: false },
      })),
    ],
    hooks: {
      setSelect: [
        (plot) => {
          if (plot.select.width < 4) return;
          const [from, to] = [plot.select.left, plot.select.left + plot.select.width];
          select.current?.(plot.posToVal(from, "x") * 1000, plot.posToVal(to, "x") * 1000);
        },
      ],
    },
  };
}
