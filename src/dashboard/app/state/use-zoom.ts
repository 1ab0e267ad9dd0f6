import { useFilters } from "./use-filters.ts";

/** What a chart does with a span that was marked on it: the page is about that span from then on. */
export function useZoom(): (from: number, to: number) => void {
  const { set } = useFilters();
  return (from, to) =>
    set({ span: { from: new Date(from).toISOString(), to: new Date(to).toISOString() } });
}
