import { DEFAULT_LAST, readSpan, type Span } from "./span.ts";

/** Filters that are a text in the address and mean the same to the API. Empty: those that do not say. */
export const TEXT_FILTERS = [
  "project",
  "disposition",
  "directive",
  "blocked",
  "source",
  "version",
  "browser",
  "document",
] as const;

export type TextFilter = (typeof TEXT_FILTERS)[number];

/** What a page is about. All of it stands in the address, so that a view can be shared. */
export interface Filters extends Readonly<Partial<Record<TextFilter, string>>> {
  readonly span: Span;
  /** `without` unless the address says `with`, `only`, or the id of a rule. */
  readonly noise: string;
}

export const DEFAULT_NOISE = "without";

/** All parameters that filters are written in. */
const OWN: ReadonlySet<string> = new Set([...TEXT_FILTERS, "noise", "from", "to", "last"]);

/** Changes of filters; `undefined` removes one. */
export type FilterPatch = { readonly [K in keyof Filters]?: Filters[K] | undefined };

/** The filters of an address. What it says beside them is left alone. */
export function readFilters(search: string): Filters {
  const parameters = new URLSearchParams(search);
  const texts = TEXT_FILTERS.flatMap((name) => {
    const value = parameters.get(name);
    return value === null ? [] : [[name, value]];
  });
  const span = readSpan(parameters);
  return { ...Object.fromEntries(texts), span, noise: parameters.get("noise") || DEFAULT_NOISE };
}

/** The query of an address with these filters, without `?`; defaults are left out. */
export function writeFilters({ span, noise, ...texts }: Filters): string {
  const parameters = new URLSearchParams();
  for (const name of TEXT_FILTERS) {
    const value = texts[name];
    if (value !== undefined) parameters.set(name, value);
  }
  if (noise !== DEFAULT_NOISE) parameters.set("noise", noise);
  if ("from" in span) {
    parameters.set("from", span.from);
    parameters.set("to", span.to);
  } else if (span.last !== DEFAULT_LAST) parameters.set("last", span.last);
  return parameters.toString();
}

/** The query of an address with other filters: what it says beside them stays. */
export function withFilters(search: string, filters: Filters): string {
  const others = [...new URLSearchParams(search)].filter(([name]) => !OWN.has(name));
  return [writeFilters(filters), new URLSearchParams(others).toString()].filter(Boolean).join("&");
}

/** The filters with some of them changed. */
export function patched(filters: Filters, patch: FilterPatch): Filters {
  const all = Object.entries({ ...filters, ...patch });
  const kept = Object.fromEntries(all.filter(([, value]) => value !== undefined));
  const noise = "noise" in patch ? (patch.noise ?? DEFAULT_NOISE) : filters.noise;
  return { ...kept, span: patch.span ?? filters.span, noise };
}

/** Everything but the span, as the API takes it. */
export function filterQuery({ span: _, ...rest }: Filters): Partial<Record<string, string>> {
  return rest;
}

/** The filters beside project, span and noise that narrow the view down. */
export function activeFilters(filters: Filters): TextFilter[] {
  return TEXT_FILTERS.filter((name) => name !== "project" && filters[name] !== undefined);
}

/** What documents are not counted by. */
const NOT_OF_DOCUMENTS = ["disposition", "noise", "version", "browser"] as const;

/** The filters that counts leave out since a document was chosen. */
export function notApplied(filters: Filters): Array<(typeof NOT_OF_DOCUMENTS)[number]> {
  return filters.document === undefined
    ? []
    : NOT_OF_DOCUMENTS.filter((name) => filters[name] !== undefined);
}
