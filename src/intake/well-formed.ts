import { isJsonObject, type Json, type JsonObject } from "../report/json.ts";
import { MAX_DEPTH } from "../report/redact.ts";

/** Whether nothing in the value is nested deeper than {@link MAX_DEPTH}. Stops there, so it cannot overflow. */
export function isShallow(value: Json, depth = 0): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (depth >= MAX_DEPTH) return false;
  if (Array.isArray(value)) return value.every((member) => isShallow(member, depth + 1));
  for (const key in value) {
    const member = value[key];
    if (typeof member === "object" && !isShallow(member, depth + 1)) return false;
  }
  return true;
}

/** Whether JSON text may hold half a surrogate pair: only an escape can bring one in. */
export function mayHoldLoneSurrogates(json: string): boolean {
  return json.includes("\\ud") || json.includes("\\uD");
}

/** The object with U+FFFD for each half of a surrogate pair, which WebKit sends and strict stores refuse. Shallow values only. */
export function wellFormed(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key.toWellFormed(), wellFormedValue(value)]),
  );
}

function wellFormedValue(value: Json): Json {
  if (typeof value === "string") return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormedValue);
  return isJsonObject(value) ? wellFormed(value) : value;
}
