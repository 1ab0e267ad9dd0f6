import type { Report } from "../report/report.ts";

/** One page, newest first. */
export interface Page<T> {
  items: T[];
  /** Opaque; pass it as `cursor` for the next page. `null` on the last one. */
  next: string | null;
}

/** Which reports to list. All conditions must hold. */
export interface ReportQuery {
  project?: string;
  type?: string;
  /** At most so many reports a page, 1 to 1,000. Large reports make pages shorter. */
  limit: number;
  cursor?: string;
}

/** A span of time, milliseconds since the epoch: `from` inclusive, `to` exclusive. */
export interface TimeRange {
  from: number;
  to: number;
}

/** Numbers of one bucket or group, both ways: as received after sampling, and scaled by weight. */
export interface Counts {
  received: number;
  estimated: number;
}

/** What happened in a span of time, answered from rollups. */
export interface Overview {
  total: Counts;
  /** Issues with at least one violation in the span. */
  issues: number;
  /** One entry per hour (spans up to 3 days) or day; empty buckets are left out. */
  series: Array<Counts & { at: number }>;
  byDirective: Array<Counts & { directive: string | null }>;
  byDisposition: Array<Counts & { disposition: string | null }>;
}

/**
 * Everything that the API and the dashboard ask of a store. Runs on the query thread; every
 * method may be called at any time, several at once. Errors are thrown.
 */
export interface ReportReader {
  /** Newest first, by order of receipt. Throws a RangeError for a cursor that it never gave. */
  reports(query: ReportQuery): Promise<Page<Report>>;
  /** `null` where it is unknown or past retention. */
  report(id: string): Promise<Report | null>;
  overview(query: TimeRange & { project?: string }): Promise<Overview>;
  close(): Promise<void>;
}
