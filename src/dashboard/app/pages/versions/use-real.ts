import type { VersionComparisonView } from "../../../../http/api/schema/versions.ts";
import { api } from "../../api/endpoints.ts";
import { useApi } from "../../api/use-api.ts";
import { written } from "./seen.ts";

const LIMIT = 200;
/** Pages that are asked for; of a version with more issues it is not said which ones are noise. */
const MOST_PAGES = 5;

/** Ids of the issues that happened under a version otherwise than as noise; `null`: not known. */
export function useReal(
  project: string,
  side: VersionComparisonView["a"],
): ReadonlySet<string> | null {
  const { version, firstSeen, lastSeen } = side;
  const { data, isPlaceholderData } = useApi(
    ["issues without noise", project, version, firstSeen, lastSeen],
    async (signal) => {
      if (firstSeen === null || lastSeen === null) return new Set<string>();
      const to = new Date(Date.parse(lastSeen) + 1).toISOString();
      const asked = { project, version: written(version), from: firstSeen, to, noise: "without" };
      const ids = new Set<string>();
      let cursor: string | undefined;
      for (let page = 0; page < MOST_PAGES; page++) {
        const { items, next } = await api.issues({ ...asked, limit: LIMIT, cursor }, signal);
        for (const { id } of items) ids.add(id);
        if (next === null) return ids;
        cursor = next;
      }
      return null;
    },
  );
  // The answer about another version says nothing about this one.
  return isPlaceholderData ? null : (data ?? null);
}
