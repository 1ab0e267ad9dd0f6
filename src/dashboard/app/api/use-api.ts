import {
  keepPreviousData,
  QueryClient,
  type UseQueryResult,
  useQuery,
} from "@tanstack/preact-query";
import { serverNow } from "../state/clock.ts";
import { type Filters, filterQuery, notApplied } from "../state/filters.ts";
import { spanQuery } from "../state/span.ts";
import { ApiError } from "./problem.ts";
import type { Query } from "./request.ts";

/** How often what a page shows is asked for again, in milliseconds. */
export const REFRESH = 30_000;
/** How often it is asked again where it could not be answered for a passing reason, in milliseconds. */
const RECOVERY = 5_000;
/** How often a question that failed for a passing reason is asked again at once. */
const RETRIES = 2;

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, error) =>
          failures < RETRIES && error instanceof ApiError && error.status !== 429 && error.passing,
        refetchOnWindowFocus: true,
        refetchInterval: ({ state }) => again(state.error),
        // A machine that is offline may be the one that Tattle runs on.
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
}

/** When to ask again, in milliseconds: as usual, or sooner where there may be an answer any moment. */
export function again(error: Error | null, refresh: number | false = false): number | false {
  if (!(error instanceof ApiError && error.passing)) return refresh;
  return refresh === false ? RECOVERY : Math.min(refresh, RECOVERY);
}

interface ApiOptions {
  /** Asked again so often, in milliseconds, while the page is in view. Default: only on focus. */
  refresh?: number;
  /** Off: nothing is asked. */
  enabled?: boolean;
}

/**
 * The answer to a question, asked again when `key` changes; meanwhile the last answer stays.
 *
 * @param key what tells this question from all others
 */
export function useApi<T>(
  key: readonly unknown[],
  ask: (signal: AbortSignal) => Promise<T>,
  { refresh, enabled = true }: ApiOptions = {},
): UseQueryResult<T, Error> {
  return useQuery<T, Error>({
    queryKey: key,
    queryFn: ({ signal }) => ask(signal),
    placeholderData: keepPreviousData,
    enabled,
    refetchInterval: ({ state }) => again(state.error, refresh),
  });
}

/** A question about what the filters let through, asked again every {@link REFRESH}. */
export function useFiltered<T>(
  name: string,
  ask: (query: Query, signal: AbortSignal) => Promise<T>,
  filters: Filters,
  more: Query = {},
  options: Pick<ApiOptions, "enabled"> = {},
): UseQueryResult<T, Error> {
  return useApi(
    [name, filters, more],
    (signal) => ask({ ...filtersAsQuery(filters), ...more }, signal),
    { refresh: REFRESH, ...options },
  );
}

/**
 * Filters and span as questions about counts take them, at this moment. Documents are counted by
 * issue and day alone: with `document` the filters of {@link notApplied} are left out.
 */
export function filtersAsQuery(filters: Filters): Query {
  const left = Object.fromEntries(notApplied(filters).map((name) => [name, undefined]));
  return { ...reportsQuery(filters), ...left };
}

/** Filters and span as questions about single reports take them, where all go together. */
export function reportsQuery(filters: Filters): Query {
  return { ...spanQuery(filters.span, serverNow()), ...filterQuery(filters) };
}
