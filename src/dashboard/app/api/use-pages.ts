import { keepPreviousData, useInfiniteQuery } from "@tanstack/preact-query";
import type { PageOf } from "./endpoints.ts";
import { again } from "./use-api.ts";
import { useFreshStart } from "./use-fresh-start.ts";

/** Pages that a list shows at most; beyond them, filters serve better. */
const MOST_PAGES = 40;
/** Pages up to which a list is kept fresh. */
const FRESH_PAGES = 4;

/** A list in pages: what has come so far, and how to get more. */
export interface Pages<P extends PageOf<unknown>> {
  items: Array<P["items"][number]>;
  /** The first page, for what it says beside its items. */
  first: P | undefined;
  error: Error | null;
  /** The first page is on its way, or an older question's answer is shown meanwhile. */
  pending: boolean;
  stale: boolean;
  /** `null`: that was all, or more than a person reads. */
  more: (() => void) | null;
  loadingMore: boolean;
  retry: () => void;
}

/**
 * A list that comes by cursor. `ask` gets the cursor of the next page, `undefined` for the first.
 *
 * @param key what tells this question from all others
 */
export function usePages<P extends PageOf<unknown>>(
  key: readonly unknown[],
  ask: (cursor: string | undefined, signal: AbortSignal) => Promise<P>,
  refresh?: number,
): Pages<P> {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => ask(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: P) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    // Each refresh asks for all pages anew, so long lists are left as they are.
    refetchInterval: ({ state }) => again(state.error, isShort(state.data) && refresh),
    refetchOnWindowFocus: ({ state }) => isShort(state.data),
  });
  useFreshStart(key, query.error);
  const pages = query.data?.pages ?? [];
  const bounded = pages.length >= MOST_PAGES;
  return {
    items: pages.flatMap(({ items }) => items),
    first: pages[0],
    error: query.error,
    pending: query.isPending,
    stale: query.isPlaceholderData,
    more: query.hasNextPage && !bounded ? () => void query.fetchNextPage() : null,
    loadingMore: query.isFetchingNextPage,
    retry: () => void query.refetch(),
  };
}

function isShort(data: { pages: readonly unknown[] } | undefined): boolean {
  return (data?.pages.length ?? 0) <= FRESH_PAGES;
}
