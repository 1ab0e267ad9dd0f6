import type { NoiseFilter, ReportFilter } from "../../sink/reader.ts";
import type { FilterParameters } from "./schema/filter.ts";

/** Filters that reports may lack, which an empty parameter stands for. */
const OPTIONAL = ["directive", "source", "version", "browser"] as const;

/** Filters as the reader takes them. */
export function filterOf(query: FilterParameters): ReportFilter {
  const { project, type, issue, blocked, document, disposition, noise } = query;
  const filter: ReportFilter = {
    ...(project !== undefined && { project }),
    ...(type !== undefined && { type }),
    ...(issue !== undefined && { issue }),
    ...(blocked !== undefined && { blocked }),
    ...(document !== undefined && { document }),
    ...(disposition !== undefined && { disposition: disposition || null }),
    ...(noise !== undefined && { noise: noiseFilter(noise) }),
  };
  for (const name of OPTIONAL) {
    const value = query[name];
    if (value !== undefined) filter[name] = value === "" ? null : value;
  }
  return filter;
}

/** Ids of rules have a slash, so that the words are none. */
function noiseFilter(text: string): NoiseFilter {
  return text === "with" || text === "without" || text === "only" ? text : { rule: text };
}
