import type { Disposition, Json, Report, Violation } from "tattle/sink";

/** Longer parts are cut: the whole of each is in an attribute. In UTF-16 units. */
const LONGEST_PART = 300;

/** What happened to the page, as far as the browser says. */
const VERBS: Record<Disposition, string> = { enforce: "blocked", report: "would have blocked" };

/** Members of a body that say best what happened, the best first. */
const TELLING = ["message", "reason", "featureId", "id", "type"] as const;

/**
 * One line about a report for people who read logs, such as `img-src blocked
 * https://evil.example/ on https://shop.example/`. Hostile text stays text: control characters,
 * line breaks and the marks that change the direction of writing become spaces.
 */
export function sentence(report: Report): string {
  const { violation } = report;
  return violation === null ? general(report) : violated(violation, report.url);
}

function violated(violation: Violation, url: string | null): string {
  const directive = part(violation.effectiveDirective, "an unknown directive");
  const verb = violation.disposition === null ? "reported" : VERBS[violation.disposition];
  const blocked = part(violation.blockedURL, "something");
  return `${directive} ${verb} ${blocked} on ${part(violation.documentURL ?? url, "an unknown page")}`;
}

function general({ type, url, body }: Report): string {
  const detail = TELLING.map((name) => part(body?.[name], "")).find((text) => text !== "");
  const line = `${part(type, "report")} on ${part(url, "an unknown page")}`;
  return detail === undefined ? line : `${line}: ${detail}`;
}

function part(value: Json | undefined, otherwise: string): string {
  if (typeof value !== "string") return otherwise;
  const cut = value.length > LONGEST_PART ? `${value.slice(0, LONGEST_PART)}…` : value;
  return cut.replace(/[\p{C}\p{Z}]+/gu, " ").trim() || otherwise;
}
