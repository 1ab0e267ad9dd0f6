import type { ReportView } from "../../../../http/api/schema/report.ts";
import { browserName } from "../../ui/browser.ts";
import type { Fact } from "../../ui/fact.ts";
import { duration, share, whole, zoned } from "../../ui/format.ts";

const text = (value: string | number | null) => (value === null ? null : String(value));

/** The body of a violation by the names of CSP3, in its order, but for the policy, which is long. */
export function violationFacts(violation: NonNullable<ReportView["violation"]>): Fact[] {
  return [
    { name: "effectiveDirective", value: violation.effectiveDirective },
    { name: "blockedURL", value: violation.blockedURL },
    { name: "documentURL", value: violation.documentURL },
    { name: "referrer", value: violation.referrer, hint: "Where the page was opened from." },
    {
      name: "sourceFile",
      value: violation.sourceFile,
      hint: "The script or style sheet that did it.",
    },
    { name: "lineNumber", value: text(violation.lineNumber) },
    { name: "columnNumber", value: text(violation.columnNumber) },
    {
      name: "sample",
      value: violation.sample,
      hint: "The beginning of the code: only where the policy has 'report-sample', and never from Safari.",
    },
    {
      name: "disposition",
      value: violation.disposition,
      hint: "enforce: it was blocked. report: it was only told of.",
    },
    { name: "statusCode", value: text(violation.statusCode), hint: "The page's HTTP status." },
  ];
}

/** Members of a body that are shown by the line; what is more is in the JSON. */
const MOST = 40;

/** The body of any other report, in the order in which it came. */
export function bodyFacts(body: object | null): Fact[] {
  return Object.entries(body ?? {})
    .slice(0, MOST)
    .map(([name, value]) => ({ name, value: bodyValue(value) }));
}

function bodyValue(value: unknown): Fact["value"] {
  if (value === null || value === undefined) return null;
  return typeof value === "object" ? { json: value } : String(value);
}

/** What the request and the envelope said. */
export function requestFacts({ request, userAgent, url, age }: ReportView): Fact[] {
  return [
    { name: "Policy version (v)", value: request.version },
    { name: "distinct_id", value: request.distinctId },
    { name: "session_id", value: request.sessionId },
    { name: "token", value: request.token },
    { name: "Browser", value: browserName(userAgent) },
    { name: "User agent of the report", value: userAgent },
    { name: "User agent of the request", value: request.userAgent },
    { name: "URL of the report", value: url },
    {
      name: "Age",
      value: age === null ? null : duration(age),
      hint: "How long the browser kept it before it was sent.",
    },
    { name: "Request id", value: request.id },
  ];
}

/** When it came, and for how many reports it stands. */
export function receiptFacts(report: ReportView): Fact[] {
  const { id, project, type, receivedAt, occurredAt, sampling, weight } = report;
  return [
    { name: "Project", value: project },
    { name: "Type", value: type },
    { name: "Occurred", value: zoned(Date.parse(occurredAt)) },
    { name: "Received", value: zoned(Date.parse(receivedAt)) },
    { name: "Sampling", value: samplingWords(sampling) },
    {
      name: "Weight",
      value: weight === 1 ? "1: stands for itself" : `stands for ${whole(weight)} reports`,
    },
    { name: "Report id", value: id },
  ];
}

function samplingWords(sampling: ReportView["sampling"]): string {
  if (sampling === null) return "none: every report was kept";
  return `${share(sampling.rate, 1)} were kept (${sampling.algorithm})`;
}

/** A policy as one directive on each line. */
export function policyLines(policy: string): string[] {
  return policy
    .split(";")
    .map((directive) => directive.trim())
    .filter((directive) => directive !== "");
}
