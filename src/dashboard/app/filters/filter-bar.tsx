import type { ComponentChildren } from "preact";
import { api } from "../api/endpoints.ts";
import { useApi } from "../api/use-api.ts";
import { serverNow } from "../state/clock.ts";
import { DEFAULT_NOISE } from "../state/filters.ts";
import { spanQuery } from "../state/span.ts";
import { useFilters } from "../state/use-filters.ts";
import { Chips } from "./chips.tsx";
import { Choice } from "./choice.tsx";
import { SpanChoice } from "./span-choice.tsx";

/** What can be chosen in the bar; `others`: what was blocked, by what directive and where. */
const FIELDS = ["project", "span", "version", "disposition", "browser", "noise", "others"] as const;

type Field = (typeof FIELDS)[number];

/** Values of what was blocked that are offered; any other can be come to by a link. */
const BLOCKED = 100;

interface FilterBarProps {
  /** Left out where they mean nothing to what the page shows. */
  without?: readonly Field[];
  /** What only this page can be narrowed down by. */
  children?: ComponentChildren;
}

/** What the page is about: project, span, noise, and all that was chosen besides. */
export function FilterBar({ without = [], children }: FilterBarProps) {
  const shown = (field: Field) => !without.includes(field);
  return (
    <search class="filter-bar" aria-label="Filters">
      {shown("project") && <ProjectChoice />}
      {shown("span") && <SpanChoice />}
      {children}
      {shown("others") && <WhatChoices />}
      <ValueChoices shown={shown} />
      {shown("others") && <Chips />}
    </search>
  );
}

function useFacets() {
  const { project } = useFilters().filters;
  return useApi(["facets", project], (signal) => api.facets({ project }, signal)).data;
}

function ProjectChoice() {
  const { filters, set } = useFilters();
  return (
    <Choice
      name="Project"
      value={filters.project}
      values={useFacets()?.projects ?? []}
      all="All projects"
      choose={(value) => set({ project: value })}
    />
  );
}

/** Directive, and host or keyword. */
function WhatChoices() {
  const { filters, set } = useFilters();
  const { project, span } = filters;
  const top = useApi(["blocked values", project, span], (signal) => {
    const query = { project, ...spanQuery(span, serverNow()), limit: BLOCKED };
    return api.top("blocked")({ ...query, type: "csp-violation" }, signal);
  });
  const blocked = (top.data?.items ?? []).flatMap(({ value }) => (value === null ? [] : [value]));
  return (
    <>
      <Choice
        name="Directive"
        value={filters.directive}
        values={useFacets()?.directives ?? []}
        all="All directives"
        choose={(value) => set({ directive: value })}
      />
      <Choice
        name="Blocked"
        value={filters.blocked}
        values={blocked.toSorted()}
        all="Any host"
        choose={(value) => set({ blocked: value })}
      />
    </>
  );
}

function ValueChoices({ shown }: { shown: (field: Field) => boolean }) {
  const { filters, set } = useFilters();
  const facets = useFacets();
  return (
    <>
      {shown("version") && (
        <Choice
          name="Version"
          value={filters.version}
          values={facets?.versions ?? []}
          all="All versions"
          choose={(value) => set({ version: value })}
        />
      )}
      {shown("disposition") && (
        <Choice
          name="Disposition"
          value={filters.disposition}
          values={["enforce", "report"]}
          words={{ enforce: "Blocked", report: "Report-only" }}
          all="Any disposition"
          choose={(value) => set({ disposition: value })}
        />
      )}
      {shown("browser") && (
        <Choice
          name="Browser"
          value={filters.browser}
          values={facets?.browsers ?? []}
          all="All browsers"
          choose={(value) => set({ browser: value })}
        />
      )}
      {shown("noise") && (
        <Choice
          name="Noise"
          value={filters.noise === DEFAULT_NOISE ? undefined : filters.noise}
          values={["with", "only", ...(facets?.noise ?? [])]}
          words={{ with: "With noise", only: "Only noise" }}
          all="Without noise"
          choose={(value) => set({ noise: value })}
        />
      )}
    </>
  );
}
