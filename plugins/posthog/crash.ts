import { isJsonObject, type Json, type JsonObject } from "tattle/sink";
import { firstOf } from "./python.ts";

/** The `$browser_crash_*` properties of a crash report, as PostHog's `/report/` computes them. */
export function crashProperties(raw: JsonObject): JsonObject {
  const body = isJsonObject(raw.body) ? raw.body : {};
  const url = cleanUrl(raw.url);
  return {
    $browser_crash_reason: firstOf(body.reason, "unknown"),
    $browser_crash_id: body.crashId ?? null,
    $browser_crash_is_top_level: body.is_top_level ?? null,
    $browser_crash_visibility_state: body.visibility_state ?? null,
    $browser_crash_age_ms: raw.age ?? null,
    $browser_crash_document_url: url,
    $browser_crash_user_agent: raw.user_agent ?? null,
    $browser_crash_raw_report: { ...raw, url },
  };
}

/** RFC 3986 appendix B without the query and the fragment: scheme, authority, path. */
const PARTS = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)/;

/** Auth tokens, UUIDs and sharing links look like this; names of routes have no digit or are short. */
const TOKEN_LIKE = /^(?=.*\d)[A-Za-z0-9_.~-]{16,}$/;

/**
 * A crash's URL without query and fragment, path segments that look like a token masked.
 * Works on the text, since a URL parser would write it differently from PostHog.
 */
export function cleanUrl(url: Json | undefined): string | null {
  if (typeof url !== "string" || url === "") return null;
  const [, scheme, authority, path = ""] = PARTS.exec(url) ?? [];
  if (authority !== undefined && authority.includes("[") !== authority.includes("]")) return null;
  const masked = path
    .split("/")
    .map((segment) => (TOKEN_LIKE.test(segment) ? "<redacted>" : segment))
    .join("/");
  const start = scheme === undefined ? "" : `${scheme.toLowerCase()}:`;
  return `${start}${authority ? `//${authority}` : ""}${masked}`;
}
