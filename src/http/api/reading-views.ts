import type { IssueChange, MarkedIssue } from "../../control/index.ts";
import type {
  Covered,
  IssueDetail,
  IssueName,
  IssuePage,
  IssueSummary,
  Overview,
  Point,
  Series,
  TimeRange,
  Top,
  TypeCounts,
  VersionComparison,
  VersionSide,
} from "../../sink/reader.ts";
import { issueChangeView, markedIssueView } from "./issue-marks.ts";
import type { SeriesView, TopView, TypesView } from "./schema/counts.ts";
import type { IssueDetailView, IssuePageView, IssueView } from "./schema/issue.ts";
import type { OverviewView } from "./schema/overview.ts";
import type { VersionComparisonView } from "./schema/versions.ts";
import { optionalTimestamp, timestamp } from "./time.ts";

/** Answers of the reader as the API writes them: with times as texts, and the span that was asked for. */
export function overviewView(overview: Overview, range: TimeRange): OverviewView {
  const { total, issues, byDirective, byDisposition } = overview;
  const series = pointViews(overview.series);
  return { ...spanView(overview, range), total, issues, series, byDirective, byDisposition };
}

export function seriesView(series: Series, range: TimeRange): SeriesView {
  const { bucket, total, points, groups, rest } = series;
  return {
    ...spanView(series, range),
    bucket,
    total,
    points: pointViews(points),
    groups: groups.map((group) => ({ ...group, points: pointViews(group.points) })),
    rest: rest && { ...rest, points: pointViews(rest.points) },
  };
}

export function topView(top: Top, range: TimeRange): TopView {
  const { total, items, rest, values } = top;
  return { ...spanView(top, range), total, items, rest, values };
}

export function typesView(types: readonly TypeCounts[], range: TimeRange): TypesView {
  const items = types.map((one) => ({ ...one, lastReceived: optionalTimestamp(one.lastReceived) }));
  return { ...rangeView(range), items };
}

/** @param said what people said last, by the issue's id */
export function issuePageView(
  { items, next, total, covers }: IssuePage,
  range: TimeRange,
  said: ReadonlyMap<string, IssueChange>,
): IssuePageView {
  const views = items.map((issue) => {
    const change = said.get(issue.id);
    return { ...summaryView(issue), mark: change === undefined ? null : issueChangeView(change) };
  });
  return { ...spanView({ covers }, range), items: views, next, total };
}

/** @param marked what people said of it */
export function issueDetailView(
  issue: IssueDetail,
  range: TimeRange,
  marked: MarkedIssue | null,
): IssueDetailView {
  const { topDocuments, otherDocuments, examples } = issue;
  return {
    ...spanView(issue, range),
    ...summaryView(issue),
    topDocuments,
    otherDocuments,
    seenVersions: issue.seenVersions.map(withSeen),
    variants: issue.variants.map(withSeen),
    examples,
    related: issue.related.map(issueNameView),
    history: pointViews(issue.history),
    mark: marked && markedIssueView(marked),
  };
}

export function versionComparisonView(comparison: VersionComparison): VersionComparisonView {
  const { a, b, totals } = comparison;
  const issues = (list: VersionComparison["new"]) =>
    list.map((issue) => ({ ...issueNameView(issue), a: issue.a, b: issue.b }));
  return {
    a: sideView(a),
    b: sideView(b),
    new: issues(comparison.new),
    gone: issues(comparison.gone),
    changed: issues(comparison.changed),
    totals,
  };
}

function summaryView(issue: IssueSummary): Omit<IssueView, "mark"> {
  const { regressed, sparkline } = issue;
  return {
    ...issueNameView(issue),
    project: issue.project,
    firstSeen: timestamp(issue.firstSeen),
    counts: issue.counts,
    allTime: issue.allTime,
    documents: issue.documents,
    browsers: issue.browsers,
    versions: issue.versions,
    dispositions: issue.dispositions,
    noise: issue.noise,
    status: issue.status,
    regressed: regressed && { ...regressed, at: timestamp(regressed.at) },
    sparkline: { ...sparkline, from: timestamp(sparkline.from) },
  };
}

function issueNameView({ id, directive, blocked, source, lastSeen }: IssueName) {
  return { id, directive, blocked, source, lastSeen: timestamp(lastSeen) };
}

function sideView(side: VersionSide): VersionComparisonView["a"] {
  const { firstSeen, lastSeen } = side;
  return {
    ...side,
    firstSeen: optionalTimestamp(firstSeen),
    lastSeen: optionalTimestamp(lastSeen),
  };
}

function withSeen<T extends { firstSeen: number; lastSeen: number }>(seen: T) {
  return { ...seen, firstSeen: timestamp(seen.firstSeen), lastSeen: timestamp(seen.lastSeen) };
}

function pointViews(points: readonly Point[]) {
  return points.map((point) => ({ ...point, at: timestamp(point.at) }));
}

function spanView({ covers }: Covered, range: TimeRange) {
  return { ...rangeView(range), covers: rangeView(covers) };
}

function rangeView({ from, to }: TimeRange) {
  return { from: timestamp(from), to: timestamp(to) };
}
