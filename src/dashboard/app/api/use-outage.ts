import { useQueryClient } from "@tanstack/preact-query";
import { useEffect, useState } from "preact/hooks";
import { serverNow } from "../state/clock.ts";
import { ApiError } from "./problem.ts";

/** Since when no Tattle answers what the page asks, in milliseconds since the epoch; `null`: it does. */
export function useOutage(): number | null {
  const cache = useQueryClient().getQueryCache();
  const [since, setSince] = useState<number | null>(null);
  useEffect(
    () =>
      cache.subscribe(() => {
        const away = cache
          .findAll({ type: "active" })
          .some(({ state: { error } }) => error instanceof ApiError && error.away);
        setSince((before) => (away ? (before ?? serverNow()) : null));
      }),
    [cache],
  );
  return since;
}
