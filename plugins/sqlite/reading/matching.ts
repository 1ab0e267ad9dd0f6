import type { Report, ReportFilter, ReportQuery } from "tattle/sink";
import { browserFamily } from "../browser.ts";
import { folded, needleOf } from "./search.ts";

/** Conditions that only the report itself tells. */
const OF_REPORT = ["disposition", "version", "browser", "document"] as const;

/** True for a report that a query is looking for. */
export type Match = (report: Report) => boolean;

/**
 * What has to be read from reports themselves; `null` where the streams tell all. Throws a
 * RangeError for a search that is too long.
 */
export function matchOf(query: ReportQuery): Match | null {
  const { search = "", noise = "with" } = query;
  const needle = needleOf(search);
  const plain = OF_REPORT.every((name) => query[name] === undefined);
  if (plain && noise === "with" && needle === "") return null;
  return (report) =>
    matchesFields(report, query) && matchesNoise(report, noise) && matchesText(report, needle);
}

function matchesFields(report: Report, filter: ReportFilter): boolean {
  const { disposition, version, browser, document } = filter;
  return (
    (disposition === undefined || report.disposition === disposition) &&
    (version === undefined || report.request.version === version) &&
    (browser === undefined || browserFamily(report.userAgent) === browser) &&
    (document === undefined || report.violation?.documentURL === document)
  );
}

function matchesNoise({ noise }: Report, filter: NonNullable<ReportFilter["noise"]>): boolean {
  if (filter === "with") return true;
  if (filter === "without") return noise === null;
  return filter === "only" ? noise !== null : noise === filter.rule;
}

function matchesText({ url, violation }: Report, needle: string): boolean {
  if (needle === "") return true;
  const texts = [
    url,
    violation?.documentURL,
    violation?.blockedURL,
    violation?.sourceFile,
    violation?.referrer,
    violation?.sample,
  ];
  return texts.some((text) => text != null && folded(text).includes(needle));
}
