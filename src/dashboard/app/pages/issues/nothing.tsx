import type { ComponentChildren } from "preact";
import { useSearchParams } from "wouter-preact";
import { api } from "../../api/endpoints.ts";
import { filtersAsQuery, useApi } from "../../api/use-api.ts";
import { activeFilters, type Filters } from "../../state/filters.ts";
import { useFilters } from "../../state/use-filters.ts";
import { plural } from "../../ui/format.ts";
import { NothingYet, useNothingYet } from "../../ui/nothing-yet.tsx";
import { Empty, Skeleton } from "../../ui/states.tsx";
import { type ListState, listQuery, readList, withList } from "./list-state.ts";

/** In place of an empty list: what hides issues, and the way to them. */
export function Nothing() {
  const { filters, set } = useFilters();
  const [parameters, setParameters] = useSearchParams();
  const list = readList(parameters);
  const nothingYet = useNothingYet();
  const narrowed = activeFilters(filters);
  if (nothingYet === undefined) return <Skeleton lines={3} />;
  if (nothingYet) return <NothingYet />;
  const wide: ListState = { tab: "all", sort: "received", search: list.search };
  return (
    <Empty title={list.search === "" ? "No issues here." : "Nothing is found."}>
      <Ways>
        {list.tab !== "all" && (
          <Way
            filters={filters}
            list={wide}
            name="of another status"
            go={() => setParameters(withList(parameters, { tab: "all" }))}
          />
        )}
        {filters.noise === "without" && (
          <Way
            filters={{ ...filters, noise: "with" }}
            list={list}
            name="hidden as noise"
            go={() => set({ noise: "with" })}
          />
        )}
        {list.search !== "" && (
          <button
            type="button"
            class="small"
            onClick={() => setParameters(withList(parameters, { search: "" }))}
          >
            Clear the search
          </button>
        )}
        {(narrowed.length > 0 || filters.project !== undefined) && (
          <button
            type="button"
            class="small"
            onClick={() =>
              set(Object.fromEntries(["project", ...narrowed].map((name) => [name, undefined])))
            }
          >
            Clear the filters
          </button>
        )}
        {!("last" in filters.span && filters.span.last === "90d") && (
          <Way
            filters={{ ...filters, span: { last: "90d" } }}
            list={list}
            name="in the last 90 days"
            go={() => set({ span: { last: "90d" } })}
          />
        )}
      </Ways>
    </Empty>
  );
}

function Ways({ children }: { children: ComponentChildren }) {
  return <span class="ways">{children}</span>;
}

interface WayProps {
  filters: Filters;
  list: ListState;
  name: string;
  go: () => void;
}

/** One step that would show something, where it does. */
function Way({ filters, list, name, go }: WayProps) {
  const { data } = useApi(["issues", "count", filters, list], (signal) =>
    api.issues({ ...filtersAsQuery(filters), ...listQuery(list), limit: 1 }, signal),
  );
  if (data === undefined || data.total === 0) return null;
  return (
    <button type="button" class="small" onClick={go}>
      Show {plural(data.total, "issue")} {name}
    </button>
  );
}
