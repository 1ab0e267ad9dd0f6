import type { ReportView } from "../../../../http/api/schema/report.ts";

/** Members of bodies that say in one line what happened, the best first. */
const TELLING = ["message", "reason", "type", "feature", "policyId", "blockedURL", "id", "phase"];

/** What a report is about, in a line: what was blocked, or what the body of another type says first. */
export function gist({ violation, body }: Pick<ReportView, "violation" | "body">): string | null {
  if (violation !== null) return violation.blockedURL;
  for (const name of TELLING) {
    const value = body?.[name];
    if (typeof value === "string" && value !== "") return value;
  }
  return null;
}

/** The page that a report is about. */
export function pageOf({ url, violation }: Pick<ReportView, "url" | "violation">): string | null {
  return violation?.documentURL ?? url;
}
