/** Any value that `JSON.parse` can return. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** A JSON object. Keys are whatever the sender wrote; nothing about them can be trusted. */
export interface JsonObject {
  [key: string]: Json;
}

/** True for a JSON object, false for null, arrays and scalars. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
