import { isJsonObject, type Json, type JsonObject } from "./json.ts";
import { redactPolicy } from "./redact-policy.ts";
import { redactCode, redactProse } from "./redact-text.ts";
import { REDACTED, redactUrl } from "./redact-url.ts";

/** Objects and arrays nested deeper than this are not walked: intake refuses them, redaction replaces them. */
export const MAX_DEPTH = 64;

/** What a member of a report holds, told by its name, because the same text is cut differently in each. */
type Kind = "url" | "policy" | "code" | "prose";

const REDACT: Record<Kind, (text: string) => string> = {
  url: redactUrl,
  policy: redactPolicy,
  code: redactCode,
  prose: redactProse,
};

const URL_MEMBER = /(?:ur[li]|file|referrer|src)$/i;
const POLICY_MEMBER = /(?:policy|directive|allowattribute|allow_attribute)$/i;
const CODE_MEMBER = /sample$/i;

const KINDS: ReadonlyMap<string, Kind> = new Map();

/** Takes secrets out of a text of unknown nature. See {@link redactJson}; members of reports go there. */
export function redactText(text: string): string {
  return redactProse(text);
}

export function redactJson(value: JsonObject): JsonObject;
export function redactJson(value: Json): Json;
export function redactJson(value: Json): Json {
  return redactValue(value, "prose", 0);
}

function kindOf(member: string): Kind {
  const known = KINDS.get(member);
  if (known !== undefined) return known;
  if (URL_MEMBER.test(member)) return "url";
  if (POLICY_MEMBER.test(member)) return "policy";
  return CODE_MEMBER.test(member) ? "code" : "prose";
}

function redactValue(value: Json, kind: Kind, depth: number): Json {
  if (typeof value === "string") return REDACT[kind](value);
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
  let changed = false;
  const entries: Array<[string, Json]> = [];
  for (const [key, value] of Object.entries(object)) {
    const name = redactProse(key);
    const redacted = redactValue(value, kindOf(key), depth + 1);
    changed ||= redacted !== value || name !== key;
    entries.push([name, redacted]);
  }
  return changed ? Object.fromEntries(entries) : object;
}
