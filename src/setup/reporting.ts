import { directiveNamed, type Policy } from "../policy/portable.ts";
import type { AdviceList } from "./advice.ts";
import { withDirective, withoutDirective } from "./change.ts";

/** The policy with Tattle's report URL, and without the `report-to` that would shadow it. */
export function withReporting(
  policy: Policy,
  endpoint: string,
  keepReportUris: boolean,
  advice: AdviceList,
): Policy {
  const others = (directiveNamed(policy, "report-uri")?.value ?? []).filter(
    (url) => !isSamePlace(url, endpoint),
  );
  if (others.length > 0) advice.add(keepReportUris ? "report-uris-kept" : "report-uris-replaced");
  if (directiveNamed(policy, "report-to") !== null) advice.add("report-to-removed");
  const kept = keepReportUris ? others : [];
  return withDirective(withoutDirective(policy, "report-to"), "report-uri", [...kept, endpoint]);
}

/** Whether a URL is Tattle's own `/report/`, whatever its parameters and slash. */
function isSamePlace(url: string, endpoint: string): boolean {
  const place = (text: string) =>
    text
      .replace(/[?#].*$/s, "")
      .replace(/\/+$/, "")
      .toLowerCase();
  return place(url) === place(endpoint);
}

/** The value of `Reporting-Endpoints`: what was there, and Tattle as `default`. */
export function reportingEndpoints(
  others: ReadonlyMap<string, string>,
  endpoint: string,
  advice: AdviceList,
): string {
  const members = new Map(others);
  const before = members.get("default");
  if (before !== undefined && !isSamePlace(before, endpoint)) advice.add("endpoint-replaced");
  members.delete("default");
  if (members.size > 0) advice.add("endpoints-kept");
  advice.add("reporting-endpoints");
  return [...members, ["default", endpoint]].map(([name, url]) => `${name}="${url}"`).join(", ");
}
