import type { ImportedLine } from "./format.ts";

/** No parameter is longer than this once it is kept, as at `/report/`. */
const LONGEST = 1024;

/** What the parameters of a report URL say. `sample_rate` says nothing of a request that was kept. */
export function queryOf(query: string): Partial<ImportedLine["request"]> {
  const parameters = new URLSearchParams(query.slice(query.indexOf("?") + 1));
  return parametersOf((name) => parameters.getAll(name).at(-1));
}

/** The same of any other way to name them. */
export function parametersOf(get: (name: string) => unknown): Partial<ImportedLine["request"]> {
  const read = (name: string) => {
    const value = get(name);
    return typeof value === "string" ? value.slice(0, LONGEST) || null : null;
  };
  return {
    token: read("token") ?? read("api_key"),
    version: read("v"),
    distinctId: read("distinct_id"),
    sessionId: read("session_id"),
  };
}
