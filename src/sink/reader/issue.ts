import type { Covered, Point, ValueCounts } from "./counts.ts";
import type { CountQuery, Counts, Estimate, TimeRange } from "./filter.ts";
import type { Page } from "./report.ts";

export type IssueStatus = "open" | "resolved" | "ignored";

/**
 * What people said of an issue. Marks are not the store's: whoever asks brings them. An issue
 * without a mark is open.
 */
export interface IssueMark {
  /** The issue's id. */
  id: string;
  status: "resolved" | "ignored";
  /** When, in milliseconds since the epoch. A resolved issue that occurs later is open again. */
  at: number;
}

/**
 * `lastSeen` and `firstSeen`: the latest first. `received` and `estimated`: the largest count in
 * the span first. `new`: only issues that appeared in the span, the latest first.
 */
export type IssueSort = "lastSeen" | "firstSeen" | "received" | "estimated" | "new";

/** Which issues to list: those with at least one violation in the span that the filter lets through. */
export interface IssueQuery extends Omit<CountQuery, "type" | "issue"> {
  /** Default `received`. */
  sort?: IssueSort;
  /** Text in directive, blocked, source, a document or a sample of the issue; case is ignored, no character is special. */
  search?: string;
  /** Effective status. Default all. */
  status?: IssueStatus;
  /** All marks there are of the issues in question. */
  marks?: readonly IssueMark[];
  /** 1 to 200. */
  limit: number;
  /** `next` of a page of the same query. While counts change an issue may move between pages. */
  cursor?: string;
}

/** Issues, page by page. */
export interface IssuePage extends Page<IssueSummary>, Covered {
  /** Issues on all pages together. */
  total: number;
}

/** One line of the list of issues. Counts are of the span and the filter, unless said otherwise. */
export interface IssueSummary {
  /** 16 hexadecimal digits: the fingerprint. The same in every store. */
  id: string;
  project: string;
  directive: string | null;
  blocked: string;
  source: string | null;
  /** When the first and the last violation occurred, over all time. */
  firstSeen: number;
  lastSeen: number;
  counts: Estimate;
  /** Over all time, without any filter. */
  allTime: Estimate;
  /** Documents that it was seen in, over all time; at most {@link MAX_ISSUE_DOCUMENTS} are told apart. */
  documents: number;
  /** The largest first, without the filters. By whole days. */
  browsers: ValueCounts[];
  versions: ValueCounts[];
  dispositions: ValueCounts[];
  /** Tagged by a noise rule, without the filters. */
  noise: Counts;
  status: IssueStatus;
  /** Set where it was resolved and occurred again. */
  regressed: Regression | null;
  sparkline: Sparkline;
}

/** How often an issue happened over the span. */
export interface Sparkline {
  /** When the first bucket begins. */
  from: number;
  /** Length of a bucket in milliseconds. */
  step: number;
  /** Received in each bucket, at most 30 of them. */
  received: number[];
}

/** A resolved issue that occurred again. */
export interface Regression {
  /** When it occurred again for the first time, as far as that is still known; else when it was last seen. */
  at: number;
  /** The policy version of that violation; `null` where it names none or is past retention. */
  version: string | null;
}

/** Documents that are told apart for an issue. */
export const MAX_ISSUE_DOCUMENTS = 200;
/** Variants that are told apart for an issue: the first ones. */
export const MAX_VARIANTS = 20;

export interface IssueDetailQuery extends TimeRange {
  id: string;
  /** What people said of it. */
  mark?: IssueMark;
}

/** Everything that is known of one issue. */
export interface IssueDetail extends IssueSummary, Covered {
  /** Where it happened in the span, the largest first, at most 50. By whole days. */
  topDocuments: Array<Counts & { url: string }>;
  /** What happened in documents that are not in that list. */
  otherDocuments: Counts;
  /** Over all time, the version that was seen last first. */
  seenVersions: Array<Counts & { version: string | null; firstSeen: number; lastSeen: number }>;
  /** Over all time, the largest first. At most {@link MAX_VARIANTS}; `allTime` less their sum is what others there are. */
  variants: Variant[];
  /** Ids of the newest reports, the newest first, at most 10. */
  examples: string[];
  /** Other issues of the project that name the same thing as blocked, those seen last first, at most 20. */
  related: IssueName[];
  /** By the day (UTC), over the span. */
  history: Point[];
}

/** What an issue is, without any counts. */
export interface IssueName {
  id: string;
  directive: string | null;
  blocked: string;
  source: string | null;
  lastSeen: number;
}

/** One form that an issue takes. Texts are cut to 512 characters, `sourceFile` to 2,048. */
export interface Variant extends Counts {
  sample: string | null;
  sourceFile: string | null;
  lineNumber: number | null;
  columnNumber: number | null;
  firstSeen: number;
  lastSeen: number;
}
