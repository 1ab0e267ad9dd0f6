/** What lies below that part of the values: 0.5 is the median. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

/** As a cell of a table: one decimal below ten. */
export function milliseconds(value: number): string {
  return value < 9.95 ? value.toFixed(1) : value.toFixed(0);
}

/** As a cell of a table: `1.18`, `47`, `12,300`. */
export function ratio(value: number): string {
  return value < 10 ? value.toFixed(2) : Math.round(value).toLocaleString("en-US");
}
