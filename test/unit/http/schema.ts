import { FormatRegistry, type TSchema, TypeRegistry } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";

const RFC3339_UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Schemas that are written as JSON Schema, for TypeBox to check. */
function checkPlain(schema: { enum?: unknown[]; properties?: object }, value: unknown): boolean {
  if (schema.enum !== undefined) return schema.enum.includes(value);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const known = new Set(Object.keys(schema.properties ?? value));
  return Object.keys(value).every((key) => known.has(key));
}

/** What of the value breaks the schema, formats included; empty where nothing does. */
export function violations(schema: TSchema, value: unknown): string[] {
  TypeRegistry.Set("Unsafe", checkPlain);
  FormatRegistry.Set("date-time", (text) => RFC3339_UTC.test(text));
  FormatRegistry.Set("uri", (text) => URL.canParse(text));
  return [...Value.Errors(schema, value)].map(({ path, message }) => `${path}: ${message}`);
}
