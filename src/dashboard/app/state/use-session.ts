import { api } from "../api/endpoints.ts";
import { useApi } from "../api/use-api.ts";

/** Why something cannot be changed, for a title; `undefined` where it can be. */
export const READ_ONLY = "You are logged in with a token that may only read.";

/** Who is logged in. `locked` says why nothing can be changed; until that is known, nothing can. */
export function useSession() {
  const { data } = useApi(["session"], (signal) => api.session({}, signal));
  return { session: data, locked: data?.role === "admin" ? undefined : READ_ONLY };
}
