import type { ReportFilter, TimeRange } from "./filter.ts";

/** One page, newest first unless said otherwise. */
export interface Page<T> {
  items: T[];
  /** Opaque; pass it as `cursor` for the next page. `null` on the last one: only this tells the end. */
  next: string | null;
}

/** Which reports to list. All conditions must hold. A span is of receipt, not of occurrence. */
export interface ReportQuery extends ReportFilter, Partial<TimeRange> {
  /** Text in any URL or sample of a report; case is ignored, no character is special. */
  search?: string;
  /** At most so many reports a page, 1 to 1,000. Large reports make pages shorter. */
  limit: number;
  cursor?: string;
}
