/** How often something happened, as bars without axes. `label` says the same in words. */
export function Sparkline({ values, label }: { values: readonly number[]; label: string }) {
  return (
    <svg
      class="sparkline"
      viewBox="0 0 100 24"
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path d={bars(values)} />
    </svg>
  );
}

/** One shape for all bars: a list has hundreds of them. */
function bars(values: readonly number[]): string {
  const largest = Math.max(1, ...values);
  const width = 100 / Math.max(1, values.length);
  return values
    .map((value, at) => {
      if (value === 0) return "";
      // A single report among thousands is still to be seen.
      const height = Math.max(1.5, (value / largest) * 24);
      return `M${(at * width).toFixed(2)} 24v-${height.toFixed(2)}h${(width * 0.8).toFixed(2)}V24z`;
    })
    .join("");
}
