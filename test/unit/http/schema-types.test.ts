import { expect, test } from "bun:test";
import type { SinkStatus } from "../../../src/delivery/index.ts";
import type { Problem } from "../../../src/http/api/schema/common.ts";
import type {
  FacetsView,
  SeriesQuerySchema,
  SeriesView,
  TopView,
  TypesView,
} from "../../../src/http/api/schema/counts.ts";
import type {
  IssueDetailView,
  IssueQuerySchema,
  IssueView,
} from "../../../src/http/api/schema/issue.ts";
import type { OverviewView } from "../../../src/http/api/schema/overview.ts";
import type { ReportQuerySchema, ReportView } from "../../../src/http/api/schema/report.ts";
import type { SinkView } from "../../../src/http/api/schema/sink.ts";
import type { StatusView } from "../../../src/http/api/schema/status.ts";
import type {
  VersionComparisonView,
  VersionsQuerySchema,
} from "../../../src/http/api/schema/versions.ts";
import type { ProblemCode } from "../../../src/http/problems.ts";
import type { JournalState } from "../../../src/journal/index.ts";
import type { Report, Violation } from "../../../src/report/report.ts";
import type {
  ComparedIssue,
  Facets,
  IssueDetail,
  IssueQuery,
  IssueSummary,
  Overview,
  ReportQuery,
  Series,
  SeriesQuery,
  Top,
  TypeCounts,
  Variant,
  VersionsQuery,
} from "../../../src/sink/reader.ts";

/** True where each type can stand for the other. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** The same with all moments as texts, as the API writes them. */
type Written<T, K extends keyof T> = Omit<T, K> & { [P in K]: Exclude<T[P], number> | string };

/** One line per schema: the compiler refuses `true` where schema and domain have drifted apart. */
const SAME: {
  report: Same<ReportView, Written<Report, "receivedAt" | "occurredAt"> & { issue: string | null }>;
  violation: Same<NonNullable<ReportView["violation"]>, Violation>;
  sink: Same<keyof SinkView, keyof SinkStatus>;
  sinkState: Same<SinkView["state"], SinkStatus["state"]>;
  overview: Same<keyof OverviewView, keyof Overview | "from" | "to">;
  series: Same<keyof SeriesView, keyof Series | "from" | "to">;
  top: Same<keyof TopView, keyof Top | "from" | "to">;
  types: Same<keyof TypesView["items"][number], keyof TypeCounts>;
  facets: Same<FacetsView, Facets>;
  issue: Same<keyof IssueView, keyof IssueSummary | "mark">;
  issueDetail: Same<keyof IssueDetailView, keyof IssueDetail | "from" | "to" | "mark">;
  variant: Same<keyof IssueDetailView["variants"][number], keyof Variant>;
  compared: Same<keyof VersionComparisonView["new"][number], keyof ComparedIssue>;
  reportQuery: Same<keyof (typeof ReportQuerySchema)["static"], keyof ReportQuery>;
  issueQuery: Same<keyof (typeof IssueQuerySchema)["static"], Exclude<keyof IssueQuery, "marks">>;
  seriesQuery: Same<keyof (typeof SeriesQuerySchema)["static"], keyof SeriesQuery>;
  versionsQuery: Same<keyof (typeof VersionsQuerySchema)["static"], keyof VersionsQuery>;
  journal: Same<StatusView["journal"]["state"], JournalState>;
  problem: Same<Problem["code"], ProblemCode>;
} = {
  report: true,
  violation: true,
  sink: true,
  sinkState: true,
  overview: true,
  series: true,
  top: true,
  types: true,
  facets: true,
  issue: true,
  issueDetail: true,
  variant: true,
  compared: true,
  reportQuery: true,
  issueQuery: true,
  seriesQuery: true,
  versionsQuery: true,
  journal: true,
  problem: true,
};

test("the schemas of the API describe the domain's own types", () => {
  expect(Object.values(SAME)).not.toContain(false);
});
