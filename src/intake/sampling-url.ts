import { isJsonObject, type Json, type JsonObject } from "../report/json.ts";

/**
 * The document URL by which PostHog samples, as the text that goes into its key: of the
 * deprecated serialization `document-uri` alone, else the first non-empty of `documentURL`,
 * `document-uri` and the envelope's `url`, untouched. What is absent reads `None`, and other
 * JSON types read as Python prints them. A violation without any wrapper, which PostHog refuses,
 * is its own body.
 */
export function samplingUrl(raw: JsonObject): string {
  const legacy = raw["csp-report"];
  if (isJsonObject(legacy)) return printed(legacy["document-uri"]);
  const body = isJsonObject(raw.body) ? raw.body : raw.type === undefined ? raw : {};
  const url = [body.documentURL, body["document-uri"]].find(isTruthy) ?? raw.url;
  return printed(url);
}

function isTruthy(value: Json | undefined): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

function printed(value: Json | undefined): string {
  return typeof value === "string" ? value : printedInside(value);
}

function printedInside(value: Json | undefined): string {
  if (value === undefined || value === null) return "None";
  if (typeof value === "string") return quoted(value);
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return `[${value.map(printedInside).join(", ")}]`;
  const members = Object.entries(value).map(([k, v]) => `${quoted(k)}: ${printedInside(v)}`);
  return `{${members.join(", ")}}`;
}

function quoted(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  return mark + text.replaceAll("\\", "\\\\").replaceAll(mark, `\\${mark}`) + mark;
}
