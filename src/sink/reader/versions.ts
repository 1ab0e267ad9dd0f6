import type { Counts } from "./filter.ts";
import type { IssueName } from "./issue.ts";

/** Two policy versions of a project, side by side. Over all time. */
export interface VersionsQuery {
  project: string;
  a: string | null;
  b: string | null;
  /** How many issues of each list at most, 1 to 1,000. */
  limit: number;
}

/** What a policy version changed. In each list the largest counts come first. */
export interface VersionComparison {
  a: VersionSide;
  b: VersionSide;
  /** Seen under `b` and never under `a`. */
  new: ComparedIssue[];
  /** Seen under `a` and never under `b`. */
  gone: ComparedIssue[];
  /** Seen under both. */
  changed: ComparedIssue[];
  /** How many each list would have without its limit. */
  totals: { new: number; gone: number; changed: number };
}

/** One policy version. */
export interface VersionSide extends Counts {
  version: string | null;
  issues: number;
  /** `null` where the version was never seen. */
  firstSeen: number | null;
  lastSeen: number | null;
}

export interface ComparedIssue extends IssueName {
  a: Counts;
  b: Counts;
}
