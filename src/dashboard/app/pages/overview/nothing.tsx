import { activeFilters, DEFAULT_NOISE } from "../../state/filters.ts";
import { useFilters } from "../../state/use-filters.ts";
import { Card } from "../../ui/card.tsx";
import { Empty } from "../../ui/states.tsx";

/** In place of a chart of nothing: why there is nothing, and what to do. */
export function Nothing() {
  const { filters, set } = useFilters();
  const narrowed = activeFilters(filters);
  const clear = () =>
    set(Object.fromEntries(["project", ...narrowed].map((name) => [name, undefined])));
  return (
    <Card title="Violations over time">
      <Empty title="No violations in this span.">
        <span class="ways">
          {(narrowed.length > 0 || filters.project !== undefined) && (
            <button type="button" class="small" onClick={clear}>
              Clear the filters
            </button>
          )}
          {filters.noise === DEFAULT_NOISE && (
            <button type="button" class="small" onClick={() => set({ noise: "with" })}>
              Show noise, too
            </button>
          )}
          {!("last" in filters.span && filters.span.last === "90d") && (
            <button type="button" class="small" onClick={() => set({ span: { last: "90d" } })}>
              Look at 90 days
            </button>
          )}
        </span>
      </Empty>
    </Card>
  );
}
