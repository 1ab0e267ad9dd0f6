import type { CountQuery, Counts, Dimension, TimeRange } from "./filter.ts";

/** Counts of one bucket of time, which begins at `at`. */
export interface Point extends Counts {
  at: number;
}

/** Counts of one value of a dimension; `null` for the reports that do not say. */
export interface ValueCounts extends Counts {
  value: string | null;
}

/** Counts come from buckets of time that are summed whole. */
export interface Covered {
  /**
   * What was summed: the span that was asked for, widened to whole hours, or to whole days (UTC)
   * where the filter needs counts that are kept by the day only.
   */
  covers: TimeRange;
}

/** What happened in a span of time, answered from rollups. */
export interface Overview extends Covered {
  total: Counts;
  /** Issues with at least one violation in the span. */
  issues: number;
  /** One entry per hour (spans up to 3 days) or day; empty buckets are left out. */
  series: Point[];
  byDirective: Array<Counts & { directive: string | null }>;
  byDisposition: Array<Counts & { disposition: string | null }>;
}

export type BucketSize = "hour" | "day";

export interface SeriesQuery extends CountQuery {
  /** Left out: hours for spans up to 3 days, else days. */
  bucket?: BucketSize;
  /** Tells the largest groups of this dimension apart. */
  by?: Dimension;
  /** How many groups at most, 1 to 50. Default 8. */
  groups?: number;
}

/** How counts went over time. Points are in order of time; empty buckets are left out. */
export interface Series extends Covered {
  bucket: BucketSize;
  total: Counts;
  points: Point[];
  /** The largest by received, largest first; empty without `by`. */
  groups: Array<ValueCounts & { points: Point[] }>;
  /** Everything that is in no group; `null` where nothing is left. */
  rest: (Counts & { points: Point[] }) | null;
}

export interface TopQuery extends CountQuery {
  dimension: Dimension;
  /** How many values at most, 1 to 1,000. */
  limit: number;
}

/** The values of a dimension that have the largest counts. */
export interface Top extends Covered {
  total: Counts;
  /** By received, largest first. */
  items: ValueCounts[];
  /** What the items leave of `total`. */
  rest: Counts;
  /** How many values there are. */
  values: number;
}

/** What is known of one Reporting API type. */
export interface TypeCounts extends Counts {
  type: string;
  /** When the newest report came in, whatever the span; `null` where all are past retention. */
  lastReceived: number | null;
}

/** The values that a filter can take, each list in alphabetical order. */
export interface Facets {
  projects: string[];
  types: string[];
  directives: string[];
  versions: string[];
  browsers: string[];
  /** Ids of noise rules that recognised something. */
  noise: string[];
}
