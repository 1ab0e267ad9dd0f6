import type { ComponentChildren } from "preact";
import { Link } from "wouter-preact";
import type { TopView } from "../../../../http/api/schema/counts.ts";
import { api } from "../../api/endpoints.ts";
import { useFiltered } from "../../api/use-api.ts";
import { type FilterPatch, notApplied } from "../../state/filters.ts";
import { useFilters } from "../../state/use-filters.ts";
import { Card } from "../../ui/card.tsx";
import { plural, share, whole } from "../../ui/format.ts";
import { Empty, Loaded } from "../../ui/states.tsx";
import { Foreign } from "../../ui/text.tsx";

const LIMIT = 8;

export function Directives() {
  return (
    <Top
      title="Violated directives"
      dimension="directive"
      none="names none"
      narrow={(value) => ({ directive: value })}
    />
  );
}

export function Blocked() {
  return (
    <Top title="What was blocked" dimension="blocked" narrow={(value) => ({ blocked: value })} />
  );
}

/** Documents are counted without noise, version, browser and disposition told apart, so those filters do not hold here. */
export function Pages() {
  const { filters } = useFilters();
  const { disposition: _, version: __, browser: ___, ...rest } = filters;
  // A page is counted whole: `notApplied` says without regard to which of the filters.
  const left = notApplied({ document: "", ...filters }).filter(
    (name) => name !== "noise" || filters.noise !== "with",
  );
  return (
    <Top
      title="Affected pages"
      dimension="document"
      filters={{ ...rest, noise: "with" }}
      aside={left.length > 0 && <span class="quiet">without regard to {left.join(", ")}</span>}
      narrow={(value) => ({ document: value })}
    />
  );
}

export function Browsers() {
  return (
    <Top
      title="Browsers"
      dimension="browser"
      none="unknown"
      narrow={(value) => ({ browser: value })}
      path="/"
    />
  );
}

interface TopProps {
  title: string;
  dimension: "directive" | "blocked" | "document" | "browser";
  /** What the reports that do not say are called. */
  none?: string;
  /** The filter that a row stands for. */
  narrow: (value: string) => FilterPatch;
  /** The page that a row leads to. */
  path?: string;
  /** Other filters than the page's. */
  filters?: ReturnType<typeof useFilters>["filters"];
  aside?: ComponentChildren;
}

/** The largest values of a dimension, each a link to what is behind it. */
function Top({ title, dimension, aside, filters: other, ...rest }: TopProps) {
  const { filters } = useFilters();
  const query = useFiltered(`top-${dimension}`, api.top(dimension), other ?? filters, {
    type: "csp-violation",
    limit: LIMIT,
  });
  return (
    <Card title={title} aside={aside}>
      <Loaded query={query} lines={5}>
        {(top) => <Rows top={top} {...rest} />}
      </Loaded>
    </Card>
  );
}

interface RowsProps extends Pick<TopProps, "none" | "narrow" | "path"> {
  top: TopView;
}

function Rows({ top, none, narrow, path = "/issues" }: RowsProps) {
  const { href } = useFilters();
  if (top.items.length === 0) return <Empty title="Nothing in this span." />;
  const more = top.values - top.items.length;
  return (
    <>
      <ul class="bars">
        {top.items.map(({ value, received }) => (
          <li key={value}>
            <Bar part={received} all={top.items[0]?.received ?? 1} />
            <Link href={href(path, narrow(value ?? ""))}>
              <Foreign text={value} none={none ?? "–"} />
            </Link>
            <span class="number" title={share(received, top.total.received)}>
              {whole(received)}
            </span>
          </li>
        ))}
      </ul>
      {more > 0 && (
        <p class="quiet">
          {plural(more, "more value")} with {whole(top.rest.received)}
        </p>
      )}
    </>
  );
}

/** A bar behind a row, against the largest one; the number says the same. */
function Bar({ part, all }: { part: number; all: number }) {
  return <span class="bar" style={{ width: `${(100 * part) / Math.max(1, all)}%` }} />;
}
