import type { Json } from "tattle/sink";

/** A value that may be missing: what reading a member of a hostile object gives. */
export type Maybe = Json | undefined;

/** Python's truth value, which PostHog's mapping rests on: empty lists and objects are false too. */
export function isTruthy(value: Maybe): value is Json {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** Python's `a or b or c`: the first true value, else the last one; `null` for what is missing. */
export function firstOf(...values: Maybe[]): Json {
  return values.find(isTruthy) ?? values.at(-1) ?? null;
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#x27;",
};

/**
 * Django's `escape(value or "")`. False values give `""`, numbers become text, and text that is
 * escaped already is escaped once more. Lists and objects, which no browser sends, become JSON
 * where Python would print its own notation.
 */
export function escapeHtml(value: Maybe): string {
  if (!isTruthy(value)) return "";
  return toText(value).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

function toText(value: Json): string {
  if (typeof value === "string") return value;
  return value === true ? "True" : JSON.stringify(value);
}
