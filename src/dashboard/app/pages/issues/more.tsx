import { whole } from "../../ui/format.ts";
import type { ListModel } from "./use-list.ts";

/** The way to the next page; or, where a list is longer than anybody reads, to a shorter one. */
export function More({ list: { pages, rows, total } }: { list: ListModel }) {
  if (pages.more !== null) {
    return (
      <p class="more">
        <button type="button" disabled={pages.loadingMore} onClick={pages.more}>
          {pages.loadingMore ? "Loading…" : "Show more"}
        </button>
      </p>
    );
  }
  if (rows.length >= total) return null;
  return (
    <p class="more quiet">
      These are the first {whole(rows.length)}. Search, or choose filters, to see others.
    </p>
  );
}
