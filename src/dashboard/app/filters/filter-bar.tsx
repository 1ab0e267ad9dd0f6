import type { ComponentChildren } from "preact";
import { api } from "../api/endpoints.ts";
import { useApi } from "../api/use-api.ts";
import { activeFilters, DEFAULT_NOISE, type TextFilter } from "../state/filters.ts";
import { LASTS, type Last } from "../state/span.ts";
import { useFilters } from "../state/use-filters.ts";
import { moment, readable } from "../ui/format.ts";
import { Icon } from "../ui/icon.tsx";

const LAST_NAMES: Readonly<Record<Last, string>> = {
  "24h": "Last 24 hours",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
  "90d": "Last 90 days",
};

const NAMES: Readonly<Record<TextFilter, string>> = {
  project: "Project",
  disposition: "Disposition",
  directive: "Directive",
  blocked: "Blocked",
  source: "Source",
  version: "Version",
  browser: "Browser",
  document: "Document",
};

/** What can be chosen in the bar; `others`: filters of the address that have no list of their own. */
const FIELDS = ["project", "span", "version", "disposition", "browser", "noise", "others"] as const;

type Field = (typeof FIELDS)[number];

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
          all="Enforced and report-only"
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

function SpanChoice() {
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

interface ChoiceProps {
  name: string;
  value: string | undefined;
  values: readonly string[];
  words?: Readonly<Record<string, string>>;
  /** What no choice is called. */
  all: string;
  choose: (value: string | undefined) => void;
}

/** One of several values, or none. A value of the address is offered even where nothing has it. */
export function Choice({ name, value, values, words = {}, all, choose }: ChoiceProps) {
  const offered = value === undefined || values.includes(value) ? values : [value, ...values];
  return (
    <select
      aria-label={name}
      class={value === undefined ? undefined : "chosen"}
      value={value === undefined ? "-" : `=${value}`}
      onChange={({ currentTarget }) =>
        choose(currentTarget.value === "-" ? undefined : currentTarget.value.slice(1))
      }
    >
      <option value="-">{all}</option>
      {offered.map((each) => (
        <option key={each} value={`=${each}`}>
          {words[each] ?? (each === "" ? `No ${name.toLowerCase()}` : readable(each))}
        </option>
      ))}
    </select>
  );
}

/** Filters that have no list of their own, each with a way to be rid of it. */
function Chips() {
  const { filters, set } = useFilters();
  const listed: readonly TextFilter[] = ["project", "version", "disposition", "browser"];
  const others = activeFilters(filters).filter((name) => !listed.includes(name));
  return (
    <>
      {others.map((name) => (
        <button
          key={name}
          type="button"
          class="chip"
          onClick={() => set({ [name]: undefined })}
          aria-label={`Remove the filter ${NAMES[name]}: ${readable(filters[name] ?? "")}`}
        >
          {NAMES[name]}: <bdi>{readable(filters[name] || "none")}</bdi>
          <Icon name="close" />
        </button>
      ))}
    </>
  );
}
