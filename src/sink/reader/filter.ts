import type { Disposition } from "../../report/report.ts";

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

/**
 * Counts with the 95 % interval of the estimate. Sampling keeps or drops all reports of a
 * document and minute together, so the interval is that of clusters: much wider than the number
 * of reports alone suggests. Both ends are `estimated` where nothing was sampled.
 */
export interface Estimate extends Counts {
  interval: { low: number; high: number };
}

/** Which reports count where noise was recognised; left out means `with`. */
export type NoiseFilter = "with" | "without" | "only" | { rule: string };

/**
 * Which reports count. All conditions must hold. `null` stands for the reports that do not say:
 * `version: null` are those without a policy version.
 */
export interface ReportFilter {
  project?: string;
  /** Reporting API type. */
  type?: string;
  /** Id of an issue. */
  issue?: string;
  /** Effective directive as in the fingerprint: `script-src-elem`, where a CSP2 engine said `script-src`. */
  directive?: string | null;
  /** What was blocked as in the fingerprint: a keyword, a scheme, or `scheme://host[:port]`. */
  blocked?: string;
  /** Source as in the fingerprint; `null` for issues of the document's own code. */
  source?: string | null;
  disposition?: Disposition | null;
  version?: string | null;
  /** Browser family: `Firefox`, `Chrome`, … */
  browser?: string | null;
  noise?: NoiseFilter;
  /** The document's URL, in full. */
  document?: string;
}

/** What counts can be told apart by. */
export const DIMENSIONS = [
  "project",
  "type",
  "directive",
  "blocked",
  "source",
  "document",
  "disposition",
  "version",
  "browser",
  "noise",
] as const;

export type Dimension = (typeof DIMENSIONS)[number];

/**
 * A question about counts. A combination of filters that a store cannot answer is a RangeError
 * that names the filter; it is never left out silently.
 */
export interface CountQuery extends ReportFilter, TimeRange {}
