import { activeFilters, notApplied, type TextFilter } from "../state/filters.ts";
import { useFilters } from "../state/use-filters.ts";
import { readable } from "../ui/format.ts";
import { Icon } from "../ui/icon.tsx";

/** Filters without a list of their own, and what they are called. */
const NAMES: Readonly<Partial<Record<TextFilter, string>>> = {
  source: "Source",
  document: "Page",
};

/** Filters that have no list of their own, each with a way to be rid of it. */
export function Chips() {
  const { filters, set } = useFilters();
  return (
    <>
      {activeFilters(filters).map((name) => {
        const words = NAMES[name];
        if (words === undefined) return null;
        return (
          <button
            key={name}
            type="button"
            class="chip"
            onClick={() => set({ [name]: undefined })}
            aria-label={`Remove the filter ${words}: ${readable(filters[name] ?? "")}`}
          >
            {words}: <bdi>{readable(filters[name] || "none")}</bdi>
            <Icon name="close" />
          </button>
        );
      })}
      <NotApplied />
    </>
  );
}

/** With a page chosen, counts know nothing of some filters: nobody should take them for applied. */
function NotApplied() {
  const left = notApplied(useFilters().filters);
  if (left.length === 0) return null;
  return (
    <p class="not-applied quiet" role="note">
      Pages are counted whole: without regard to {left.join(", ")}. Single reports are told apart.
    </p>
  );
}
