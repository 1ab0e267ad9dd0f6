import type { Facets, Overview, Series, SeriesQuery, Top, TopQuery, TypeCounts } from "./counts.ts";
import type { CountQuery, TimeRange } from "./filter.ts";
import type { IssueDetail, IssueDetailQuery, IssuePage, IssueQuery } from "./issue.ts";
import type { VersionComparison, VersionsQuery } from "./versions.ts";

/**
 * What the API and the dashboard ask about counts and issues. All of it is answered from rollups:
 * the cost depends on issues and buckets of time, not on reports. Each method throws a RangeError
 * with a sentence for people where a number is out of bounds, a cursor is none of that query, or
 * the filters cannot be combined. A span that ends before it begins is empty.
 */
export interface Questions {
  overview(query: CountQuery): Promise<Overview>;
  series(query: SeriesQuery): Promise<Series>;
  top(query: TopQuery): Promise<Top>;
  issues(query: IssueQuery): Promise<IssuePage>;
  /** `null` for an id that is unknown. */
  issue(query: IssueDetailQuery): Promise<IssueDetail | null>;
  versions(query: VersionsQuery): Promise<VersionComparison>;
  /** By received, largest first; types without a report in the span are left out. */
  types(query: TimeRange & { project?: string }): Promise<TypeCounts[]>;
  facets(query: { project?: string }): Promise<Facets>;
}
