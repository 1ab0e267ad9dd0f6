import { useMemo } from "preact/hooks";
import { useSearchParams } from "wouter-preact";
import {
  type ReportFilter,
  type ReportFilters,
  readReportFilters,
  withReportFilter,
} from "./report-filters.ts";

/** The filters of single reports in the address, and how to change them. */
export interface ReportFilterState {
  readonly more: ReportFilters;
  /** `undefined` removes one. `replace`: without a step in the history. */
  change(name: ReportFilter, value: string | undefined, options?: { replace?: boolean }): void;
}

export function useReportFilters(): ReportFilterState {
  const [parameters, setParameters] = useSearchParams();
  return useMemo(
    () => ({
      more: readReportFilters(parameters),
      change: (name, value, options) =>
        setParameters((before) => withReportFilter(before, name, value), options),
    }),
    [parameters, setParameters],
  );
}
