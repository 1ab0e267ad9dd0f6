import { useMemo } from "preact/hooks";
import { useLocation, useSearch } from "wouter-preact";
import {
  type FilterPatch,
  type Filters,
  patched,
  readFilters,
  withFilters,
  writeFilters,
} from "./filters.ts";

/** The filters of the address, and how to change them. */
export interface FilterState {
  readonly filters: Filters;
  /** Changes the address, but no parameters of the page's own; the page follows. `replace`: without a step in the history. */
  set(patch: FilterPatch, options?: { replace?: boolean }): void;
  /** The address of a page with these filters, or with some of them changed. */
  href(path: string, patch?: FilterPatch): string;
}

export function useFilters(): FilterState {
  const search = useSearch();
  const [path, navigate] = useLocation();
  return useMemo(() => {
    const filters = readFilters(search);
    const href = (to: string, patch: FilterPatch = {}) => {
      const query = writeFilters(patched(filters, patch));
      return query === "" ? to : `${to}?${query}`;
    };
    return {
      filters,
      href,
      set: (patch, options = {}) => {
        const query = withFilters(search, patched(filters, patch));
        navigate(query === "" ? path : `${path}?${query}`, options);
      },
    };
  }, [search, path, navigate]);
}
