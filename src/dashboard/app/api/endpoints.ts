import type { AlertView } from "../../../http/api/schema/alert.ts";
import type {
  FacetsView,
  SeriesView,
  TopView,
  TypesView,
} from "../../../http/api/schema/counts.ts";
import type {
  DeadLetterView,
  LetterHolderView,
  LetterInfoView,
} from "../../../http/api/schema/dead-letter.ts";
import type { ErasureView } from "../../../http/api/schema/erasure.ts";
import type { ExplanationView } from "../../../http/api/schema/explanation.ts";
import type { IssueDetailView, IssuePageView } from "../../../http/api/schema/issue.ts";
import type { NoiseRuleView } from "../../../http/api/schema/noise-rule.ts";
import type { OverviewView } from "../../../http/api/schema/overview.ts";
import type { ProjectView } from "../../../http/api/schema/project.ts";
import type { ReportView } from "../../../http/api/schema/report.ts";
import type { RetaggingView } from "../../../http/api/schema/retagging.ts";
import type { SessionView } from "../../../http/api/schema/session.ts";
import type { SinkView } from "../../../http/api/schema/sink.ts";
import type { StatusView } from "../../../http/api/schema/status.ts";
import type { TokenView } from "../../../http/api/schema/token.ts";
import type { VersionComparisonView } from "../../../http/api/schema/versions.ts";
import { get, type Query, send } from "./request.ts";

/** A list that comes whole. */
export interface List<T> {
  items: T[];
}

/** A list that comes in pages. */
export interface PageOf<T> extends List<T> {
  next: string | null;
}

type Ask<T> = (query?: Query, signal?: AbortSignal) => Promise<T>;

function at<T>(path: string): Ask<T> {
  return (query, signal) => get<T>(path, query, signal);
}

/** What can be asked of the API, with the types of its own schemas. */
export const api = {
  session: at<SessionView>("/session"),
  status: at<StatusView>("/status"),
  projects: at<List<ProjectView>>("/projects"),
  sinks: at<List<SinkView>>("/sinks"),
  tokens: at<List<TokenView>>("/tokens"),
  noiseRules: at<List<NoiseRuleView>>("/noise-rules"),
  retagging: at<RetaggingView>("/noise-rules/retagging"),
  alerts: at<List<AlertView>>("/alerts"),
  erasures: at<PageOf<ErasureView>>("/erasures"),
  letterHolders: at<List<LetterHolderView>>("/dead-letters"),
  letters: (sink: string) => at<PageOf<LetterInfoView>>(lettersPath(sink)),
  letter: (sink: string, id: number) => at<DeadLetterView>(`${lettersPath(sink)}/${id}`),
  overview: at<OverviewView>("/overview"),
  series: at<SeriesView>("/series"),
  types: at<TypesView>("/types"),
  facets: at<FacetsView>("/facets"),
  issues: at<IssuePageView>("/issues"),
  reports: at<PageOf<ReportView>>("/reports"),
  versions: at<VersionComparisonView>("/versions/compare"),
  top: (dimension: string) => at<TopView>(`/top/${dimension}`),
  issue: (id: string) => at<IssueDetailView>(`/issues/${encodeURIComponent(id)}`),
  explanation: (id: string) => at<ExplanationView>(`/issues/${encodeURIComponent(id)}/explanation`),
  report: (id: string) => at<ReportView>(`/reports/${encodeURIComponent(id)}`),
} as const;

/** Which dead letters a change is about. */
export type LetterChoice = { ids: number[] } | { all: true };

/** Writes dead letters again, or deletes them for good. Returns how many that has changed. */
export async function changeLetters(
  sink: string,
  what: "replay" | "drop",
  choice: LetterChoice,
): Promise<number> {
  const { count } = await send<{ count: number }>("POST", `${lettersPath(sink)}/${what}`, choice);
  return count;
}

function lettersPath(sink: string): string {
  return `/sinks/${encodeURIComponent(sink)}/dead-letters`;
}
