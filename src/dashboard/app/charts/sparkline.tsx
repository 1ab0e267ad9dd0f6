/** How often something happened, as bars without axes. `label` says the same in words. */
export function Sparkline({ values, label }: { values: readonly number[]; label: string }) {
  const largest = Math.max(1, ...values);
  const width = 100 / Math.max(1, values.length);
  return (
    <svg
      class="sparkline"
      viewBox="0 0 100 24"
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {values.map((value, at) => {
        // A single report among thousands is still to be seen.
        const height = value === 0 ? 0 : Math.max(1.5, (value / largest) * 24);
        return <rect key={at} x={at * width} y={24 - height} width={width * 0.8} height={height} />;
      })}
    </svg>
  );
}
