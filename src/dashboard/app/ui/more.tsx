import type { PageOf } from "../api/endpoints.ts";
import type { Pages } from "../api/use-pages.ts";

/** Gets the next page of a list, where there is one. */
export function More<P extends PageOf<unknown>>({ pages }: { pages: Pages<P> }) {
  const { more, loadingMore } = pages;
  if (more === null) return null;
  return (
    <p class="more">
      <button type="button" onClick={more} disabled={loadingMore}>
        {loadingMore ? "Loading…" : "Show more"}
      </button>
    </p>
  );
}
