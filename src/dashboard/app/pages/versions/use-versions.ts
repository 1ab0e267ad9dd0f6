import { api } from "../../api/endpoints.ts";
import { useApi } from "../../api/use-api.ts";
import { serverNow } from "../../state/clock.ts";
import { useFilters } from "../../state/use-filters.ts";
import { seenVersions, type Version, written } from "./seen.ts";

const DAY = 86_400_000;
/** As far back as counts go. */
const LOOKED_BACK = 395 * DAY;
const MOST_VERSIONS = 50;
const LIST = 100;

/** The project that is compared: the one of the address, else the only one. `names`: those to choose from. */
export function useProject(): {
  project: string | undefined;
  names: readonly string[] | undefined;
} {
  const chosen = useFilters().filters.project;
  const names = useApi(["facets", undefined], (signal) => api.facets({}, signal)).data?.projects;
  return { project: chosen ?? (names?.length === 1 ? names[0] : undefined), names };
}

/** All versions of a project, the newest first. */
export function useVersions(project: string) {
  const query = useApi(["versions", project], async (signal) => {
    const from = new Date(serverNow() - LOOKED_BACK).toISOString();
    const asked = { project, from, type: "csp-violation", by: "version", bucket: "day" };
    const [series, facets] = await Promise.all([
      api.series({ ...asked, groups: MOST_VERSIONS }, signal),
      api.facets({ project }, signal),
    ]);
    return seenVersions(series.groups, facets.versions);
  });
  return query;
}

/** What the later of two versions changed. */
export function useComparison(project: string, a: Version, b: Version) {
  return useApi(["version comparison", project, a, b], (signal) =>
    api.versions({ project, a: written(a), b: written(b), limit: LIST }, signal),
  );
}
