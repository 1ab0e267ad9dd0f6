import { isJsonObject, type JsonObject } from "../report/json.ts";
import { CSP_VIOLATION, type Disposition, type Report } from "../report/report.ts";
import { specifiedNames } from "./body-names.ts";
import { dispositionOf, numberOf, textOf } from "./fields.ts";
import { violationOf } from "./violation.ts";
import { repairUrl } from "./webkit-url.ts";

/**
 * What one report says: all members of {@link Report} that the request's body decides. `age` is
 * not bounded here, and `userAgent` is only the one that the report itself names.
 */
export type Item = Pick<
  Report,
  "type" | "url" | "age" | "userAgent" | "disposition" | "violation" | "body" | "raw"
>;

/** Reporting API types that browsers no longer send and nobody can act on. */
const RETIRED_TYPES: ReadonlySet<string> = new Set([
  "expect-ct-report",
  "expect-staple-report",
  "hpkp",
]);

/** Whether the object is a report of a retired type: HPKP, Expect-CT or Expect-Staple. */
export function isRetired(raw: JsonObject): boolean {
  if (typeof raw.type === "string") return RETIRED_TYPES.has(raw.type);
  if (raw["csp-report"] !== undefined) return false;
  return (
    raw["expect-ct-report"] !== undefined ||
    raw["expect-staple-report"] !== undefined ||
    raw["known-pins"] !== undefined
  );
}

/**
 * Decodes one report object in any of the shapes that browsers and their polyfills send: the
 * deprecated `{"csp-report": {…}}` (WebKit adds `type` and `url` beside it), a Reporting API
 * object, a Reporting API violation without `body`, and a violation without any wrapper.
 *
 * Pure, and the inverse of nothing: `raw` is the argument itself. The delivery thread calls it
 * again on the journal's redacted object. `null` means malformed; a retired type is malformed too
 * (ask {@link isRetired} first).
 */
export function decodeItem(raw: JsonObject): Item | null {
  if (isRetired(raw)) return null;
  const legacy = raw["csp-report"];
  if (legacy !== undefined) return isJsonObject(legacy) ? violationItem(raw, legacy) : null;
  if (raw.type === CSP_VIOLATION) return decodeViolation(raw);
  if (raw.type !== undefined) return typeof raw.type === "string" ? otherItem(raw, raw.type) : null;
  return isBareViolation(raw) ? violationItem(raw, raw) : null;
}

function decodeViolation(raw: JsonObject): Item | null {
  const body = raw.body === undefined ? raw : raw.body;
  return isJsonObject(body) ? violationItem(raw, body) : null;
}

function violationItem(raw: JsonObject, body: JsonObject): Item {
  const violation = violationOf(body, raw.url);
  return {
    type: CSP_VIOLATION,
    url: urlOf(raw) ?? violation.documentURL,
    age: ageOf(raw),
    userAgent: textOf(raw.user_agent) ?? textOf(body["user-agent"]),
    disposition: violation.disposition,
    violation,
    body: null,
    raw,
  };
}

function otherItem(raw: JsonObject, type: string): Item | null {
  if (!isTypeName(type)) return null;
  const body = isJsonObject(raw.body) ? specifiedNames(type, raw.body) : null;
  return {
    type,
    url: urlOf(raw) ?? textOf(body?.documentURL),
    age: ageOf(raw),
    userAgent: textOf(raw.user_agent),
    disposition: body === null ? null : dispositionOfBody(body),
    violation: null,
    body,
    raw,
  };
}

function dispositionOfBody(body: JsonObject): Disposition | null {
  if (typeof body.reportOnly === "boolean") return body.reportOnly ? "report" : "enforce";
  return dispositionOf(body.disposition);
}

function urlOf(raw: JsonObject): string | null {
  const url = textOf(raw.url);
  return url === null ? null : repairUrl(url);
}

function ageOf(raw: JsonObject): number | null {
  const age = numberOf(raw.age);
  return age !== null && age >= 0 ? age : null;
}

/** A violation that lost its wrapper is recognised by the two members that no other report has together. */
function isBareViolation(raw: JsonObject): boolean {
  const document = raw["document-uri"] ?? raw.documentURL;
  const directive =
    raw["effective-directive"] ??
    raw["violated-directive"] ??
    raw.effectiveDirective ??
    raw.violatedDirective;
  return typeof document === "string" && typeof directive === "string";
}

/** Types are stored, counted and shown by name, so they are names: up to 64 letters, digits, `-`, `_`, `.`. */
function isTypeName(type: string): boolean {
  if (type.length === 0 || type.length > 64) return false;
  for (let i = 0; i < type.length; i++) {
    const c = type.charCodeAt(i);
    const letter = (c | 0x20) >= 0x61 && (c | 0x20) <= 0x7a;
    if (!letter && !(c >= 0x30 && c <= 0x39) && c !== 0x2d && c !== 0x2e && c !== 0x5f)
      return false;
  }
  return true;
}
