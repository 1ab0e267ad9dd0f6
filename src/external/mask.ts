import { isJsonObject, type Json } from "../report/json.ts";

const MASK = "********";

/** Replaces secrets in a text. */
export type Mask = (text: string) => string;

/** The texts of a configuration that its schema marks as secret. */
export function secretsOf(schema: unknown, config: unknown): string[] {
  if (!isJsonObject(schema)) return [];
  const { properties, patternProperties, additionalProperties, items, anyOf, allOf } = schema;
  if (schema.secret === true) return textsOf(config);
  const found = [...list(anyOf), ...list(allOf)].flatMap((each) => secretsOf(each, config));
  if (Array.isArray(config)) return [...found, ...config.flatMap((each) => secretsOf(items, each))];
  if (!isJsonObject(config)) return found;
  const others = [additionalProperties, ...Object.values(Object(patternProperties))];
  for (const [key, value] of Object.entries(config)) {
    const own = isJsonObject(properties) ? properties[key] : undefined;
    const schemas = own === undefined ? others : [own];
    found.push(...schemas.flatMap((each) => secretsOf(each, value)));
  }
  return found;
}

/** Masks the secrets, also as they stand in URLs and in JSON. */
export function masking(secrets: readonly string[]): Mask {
  const forms = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret.toWellFormed()),
    JSON.stringify(secret).slice(1, -1),
  ]);
  const longestFirst = [...new Set(forms)].filter((form) => form !== "");
  longestFirst.sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((left, form) => left.replaceAll(form, () => MASK), text);
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}
