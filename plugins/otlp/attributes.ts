import { fingerprint, type Json, type Report } from "tattle/sink";

/** Text is well-formed Unicode; numbers are finite, and whole ones exact. */
export type AttributeValue = string | number;

/** The attributes of one log record, by name. */
export type Attributes = Record<string, AttributeValue>;

/** Where an attribute comes from; what is not there gives `null` or `undefined`, and no attribute. */
type Source = (report: Report) => Json | undefined;

/** How a value has to look, so that an attribute has one type for ever. */
type Kind = "text" | "int" | "number";

/** OpenTelemetry's own names, where they mean exactly this, then those of this sink. */
const SOURCES: ReadonlyArray<readonly [name: string, kind: Kind, source: Source]> = [
  ["log.record.uid", "text", ({ id }) => id],
  ["url.full", "text", pageOf],
  ["url.domain", "text", (report) => hostOf(pageOf(report))],
  ["user_agent.original", "text", ({ userAgent }) => userAgent],
  ["http.response.status_code", "int", ({ violation }) => violation?.statusCode],
  ["code.file.path", "text", ({ violation, body }) => (violation ?? body)?.sourceFile],
  ["code.line.number", "int", ({ violation, body }) => (violation ?? body)?.lineNumber],
  ["code.column.number", "int", ({ violation, body }) => (violation ?? body)?.columnNumber],
  ["session.id", "text", ({ request }) => request.sessionId],
  ["reporting.type", "text", ({ type }) => type],
  [
    "reporting.disposition",
    "text",
    ({ disposition, violation }) => violation?.disposition ?? disposition,
  ],
  ["reporting.body", "text", ({ body }) => body && JSON.stringify(body)],
  ["csp.effective_directive", "text", ({ violation }) => violation?.effectiveDirective],
  ["csp.blocked_url", "text", ({ violation }) => violation?.blockedURL],
  ["csp.original_policy", "text", ({ violation }) => violation?.originalPolicy],
  ["csp.referrer", "text", ({ violation }) => violation?.referrer],
  ["csp.sample", "text", ({ violation }) => violation?.sample],
  [
    "csp.fingerprint",
    "text",
    ({ project, violation }) => violation && fingerprint(project, violation),
  ],
  ["tattle.project", "text", ({ project }) => project],
  ["tattle.policy_version", "text", ({ request }) => request.version],
  ["tattle.distinct_id", "text", ({ request }) => request.distinctId],
  ["tattle.noise", "text", ({ noise }) => noise],
  ["tattle.weight", "number", ({ weight }) => weight],
  ["tattle.sampling.rate", "number", ({ sampling }) => sampling?.rate],
];

/** Only on request: it repeats what the other attributes say, at twice the size. */
const ORIGINAL = "log.record.original";

/** Every name that a record can carry, in the order that it carries them. */
export const ATTRIBUTE_NAMES: readonly string[] = [...SOURCES.map(([name]) => name), ORIGINAL];

/**
 * The attributes of a report. Their names do not depend on what a browser sent, so that nobody
 * can fill a receiver's index with fields: bodies of other types are one JSON text.
 */
export function attributesOf(report: Report, raw: "omit" | "include"): Attributes {
  const attributes: Attributes = {};
  for (const [name, kind, source] of SOURCES) {
    const value = read(source(report), kind);
    if (value !== null) attributes[name] = value;
  }
  if (raw === "include") attributes[ORIGINAL] = JSON.stringify(report.raw).toWellFormed();
  return attributes;
}

/** `null` for what is not there or of another type than it should be. */
function read(value: Json | undefined, kind: Kind): AttributeValue | null {
  if (kind === "text") {
    return typeof value === "string" && value !== "" ? value.toWellFormed() : null;
  }
  if (typeof value !== "number" || !Number.isFinite(value)) return null;
  if (kind === "int" || Number.isInteger(value)) return Number.isSafeInteger(value) ? value : null;
  return value;
}

/** The page, or for reports on single requests the resource. */
function pageOf({ violation, url }: Report): string | null {
  return violation?.documentURL ?? url;
}

function hostOf(url: string | null): string | null {
  return url !== null && URL.canParse(url) ? new URL(url).hostname : null;
}
