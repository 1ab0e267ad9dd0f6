import { LASTS, type Last } from "../state/span.ts";
import { useFilters } from "../state/use-filters.ts";
import { moment } from "../ui/format.ts";

const LAST_NAMES: Readonly<Record<Last, string>> = {
  "24h": "Last 24 hours",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
  "90d": "Last 90 days",
};

/** Which span of time the page is about; one that was zoomed into is shown as such. */
export function SpanChoice() {
  const { filters, set } = useFilters();
  const { span } = filters;
  const fixed = "from" in span;
  return (
    <select
      aria-label="Time"
      value={fixed ? "fixed" : span.last}
      onChange={({ currentTarget: { value } }) => set({ span: { last: value as Last } })}
    >
      {fixed && (
        <option value="fixed">
          {moment(Date.parse(span.from))} – {moment(Date.parse(span.to))}
        </option>
      )}
      {Object.keys(LASTS).map((last) => (
        <option key={last} value={last}>
          {LAST_NAMES[last as Last]}
        </option>
      ))}
    </select>
  );
}
