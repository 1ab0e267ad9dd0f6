import { isJsonObject, type Json, type JsonObject } from "./json.ts";
import { memoized } from "./memo.ts";
import { redactPolicy } from "./redact-policy.ts";
import { findSuspect, type Kind } from "./redact-scan.ts";
import { redactCode, redactProse } from "./redact-text.ts";
import { redactUrl } from "./redact-url.ts";
import { REDACTED } from "./secret-segment.ts";

/** Objects and arrays nested deeper than this are not walked: intake refuses them, redaction replaces them. */
export const MAX_DEPTH = 64;

/** Bounds the work on hostile texts. */
const MAX_PASSES = 8;

/** Characters of a text from which nothing is cut any more: where something had to be, it goes as a whole. Browsers send none. */
const LONGEST = 1 << 18;

const REDACT: Record<Kind, (text: string) => string> = {
  url: redactUrl,
  policy: redactPolicy,
  code: redactCode,
  prose: redactProse,
};

const MINUTE = /-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/;

/** Whole texts of these schemes are content or a person's address, whatever the member is called. */
const OPAQUE = /^(?:data:[^\s,]*,|(?:data|javascript|vbscript|mailto|tel|sms):\S*$)/i;

/** What a member holds is told by the end of its name, in any spelling. */
const MEMBER_KINDS: ReadonlyArray<readonly [RegExp, Kind]> = [
  [/(?:ur[li]|file|referrer|src|srcattribute|src_attribute)$/i, "url"],
  [/(?:policy|directive|allowattribute|allow_attribute)$/i, "policy"],
  [/sample$/i, "code"],
];

/** Members of the two serializations, so that the hot path looks them up. */
const KNOWN_MEMBERS: ReadonlyMap<string, Kind> = new Map(
  [
    ["document-uri", "documentURL", "blocked-uri", "blockedURL", "source-file", "sourceFile"],
    ["original-policy", "originalPolicy", "effective-directive", "effectiveDirective"],
    ["violated-directive", "referrer", "url", "script-sample", "sample", "disposition", "type"],
    ["csp-report", "body", "user_agent", "age", "status-code", "statusCode"],
    ["line-number", "lineNumber", "column-number", "columnNumber"],
  ]
    .flat()
    .map((name) => [name, kindByName(name)]),
);

/**
 * Takes secrets out of a text of unknown nature: every URL in it, absolute or relative, loses
 * credentials, query and fragment, and token-like segments of its path are masked as
 * `<redacted>` (the rule is that of `redactSegment`). The result is a fixed point. For a text that
 * is known to be one URL use {@link redactUrlText}, which also cuts what follows a space.
 */
export function redactText(text: string): string {
  return redactString(text, "prose");
}

/** Like {@link redactText} for a text that is one URL. */
export function redactUrlText(text: string): string {
  return redactString(text, "url");
}

/** A sampling key, which is a document URL, a hyphen and a minute: the URL is redacted, the minute stays. */
export function redactSamplingKey(key: string): string {
  const minute = MINUTE.exec(key)?.[0] ?? "";
  return redactUrlText(key.slice(0, key.length - minute.length)) + minute;
}

/** Like {@link redactText} for a serialized policy or one directive of it. */
export function redactPolicyText(text: string): string {
  return redactString(text, "policy");
}

/**
 * {@link redactText} for all strings and keys of a JSON value, each by what its member is known
 * to hold: URLs, policies (where `;` ends a URL), source code (where `?` and `#` are operators),
 * or prose. Returns its argument where nothing changed, never changes its argument, never throws:
 * what lies deeper than {@link MAX_DEPTH} is replaced as a whole.
 */
export function redactJson(value: JsonObject): JsonObject;
export function redactJson(value: Json): Json;
export function redactJson(value: Json): Json {
  return redactValue(value, "prose", 0);
}

function kindByName(member: string): Kind {
  for (const [name, kind] of MEMBER_KINDS) {
    if (name.test(member)) return kind;
  }
  return "prose";
}

/** What is left after a cut may look like a URL again, in texts made for it. Those that never settle are dropped. */
function redactString(text: string, kind: Kind): string {
  let current = text;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const next = redactOnce(current, kind);
    if (next === current) return next;
    current = next;
  }
  return REDACTED;
}

/** A site's policy comes with each of its reports, and mostly something has to be cut from it. */
const redactPolicyString = memoized((text) => redactString(text, "policy"));

function redactOnce(text: string, kind: Kind): string {
  if (kind === "prose" && OPAQUE.test(text)) return redactUrl(text);
  if (findSuspect(text, kind, 0) < 0) return text;
  if (text.length > LONGEST) return REDACTED;
  // Never empty: a reader must not take a member that held something for one that was left out.
  return REDACT[kind](text) || REDACTED;
}

function redactValue(value: Json, kind: Kind, depth: number): Json {
  if (typeof value === "string") {
    return kind === "policy" ? redactPolicyString(value) : redactString(value, kind);
  }
  if (typeof value !== "object" || value === null) return value;
  if (depth >= MAX_DEPTH) return REDACTED;
  return isJsonObject(value) ? redactObject(value, depth) : redactArray(value, kind, depth);
}

function redactArray(values: Json[], kind: Kind, depth: number): Json[] {
  let changed = false;
  const result = values.map((value) => {
    const redacted = redactValue(value, kind, depth + 1);
    changed ||= redacted !== value;
    return redacted;
  });
  return changed ? result : values;
}

function redactObject(object: JsonObject, depth: number): JsonObject {
  let copy: JsonObject | null = null;
  for (const key in object) {
    const kind = KNOWN_MEMBERS.get(key);
    if (kind === undefined && redactText(key) !== key) return redactEntries(object, depth);
    const value = object[key] ?? null;
    const redacted = redactValue(value, kind ?? kindByName(key), depth + 1);
    if (redacted === value) continue;
    // The copy owns `__proto__` where the object did, so that this cannot reach a prototype.
    copy ??= { ...object };
    copy[key] = redacted;
  }
  return copy ?? object;
}

/** The rare object with a URL for a key. */
function redactEntries(object: JsonObject, depth: number): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [
      redactText(key),
      redactValue(value, kindByName(key), depth + 1),
    ]),
  );
}
