import type { Report } from "../report/report.ts";
import type { Questions } from "./reader/questions.ts";
import type { Page, ReportQuery } from "./reader/report.ts";

export type * from "./reader/counts.ts";
export type * from "./reader/filter.ts";
export { DIMENSIONS } from "./reader/filter.ts";
export type * from "./reader/issue.ts";
export { MAX_ISSUE_DOCUMENTS, MAX_VARIANTS } from "./reader/issue.ts";
export type { Questions } from "./reader/questions.ts";
export type * from "./reader/report.ts";
export type * from "./reader/versions.ts";

/**
 * Everything that the API and the dashboard ask of a store. Runs on the query thread; every
 * method may be called at any time, several at once. Errors are thrown.
 */
export interface ReportReader extends Questions {
  /**
   * Newest first, by order of receipt. Throws a RangeError for a limit out of bounds and for a
   * cursor that it never gave for these conditions.
   *
   * A store may bound the work of one call: what it cannot look up it finds by reading reports
   * one by one, and where few of them match, a page may be short or empty and still have a `next`.
   */
  reports(query: ReportQuery): Promise<Page<Report>>;
  /** `null` where it is unknown or past retention. */
  report(id: string): Promise<Report | null>;
  close(): Promise<void>;
}

/** What may be asked of a reader, wherever it runs. */
export type ReaderMethods = Omit<ReportReader, "close">;

/** The names of {@link ReaderMethods}, for whoever passes calls on. */
export const READER_METHODS = [
  "overview",
  "series",
  "top",
  "issues",
  "issue",
  "versions",
  "types",
  "facets",
  "reports",
  "report",
] as const satisfies ReadonlyArray<keyof ReaderMethods>;
