/** Filters that only single reports have; they stand in the address beside the others. */
export const REPORT_FILTERS = ["type", "issue", "search"] as const;

export type ReportFilter = (typeof REPORT_FILTERS)[number];

export type ReportFilters = Readonly<Partial<Record<ReportFilter, string>>>;

/** As many characters of a text as the API looks for. */
export const LONGEST_SEARCH = 512;

/** Those of an address; an empty one is none, and a longer text than the API takes is cut. */
export function readReportFilters(parameters: URLSearchParams): ReportFilters {
  return Object.fromEntries(
    REPORT_FILTERS.flatMap((name) => {
      const value = parameters.get(name);
      if (value === null || value === "") return [];
      return [[name, name === "search" ? value.slice(0, LONGEST_SEARCH) : value]];
    }),
  );
}

/** An address's parameters with one of them changed; `undefined` removes it. */
export function withReportFilter(
  parameters: URLSearchParams,
  name: ReportFilter,
  value: string | undefined,
): URLSearchParams {
  const changed = new URLSearchParams(parameters);
  if (value === undefined || value === "") changed.delete(name);
  else changed.set(name, value);
  return changed;
}

/** An address of a page with one more parameter. */
export function withParameter(address: string, name: string, value: string): string {
  const [path = "", query = ""] = address.split("?", 2);
  const parameters = new URLSearchParams(query);
  parameters.set(name, value);
  return `${path}?${parameters}`;
}
