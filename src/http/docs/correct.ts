import { isJsonObject, type Json, type JsonObject } from "../../report/json.ts";

/** Schemas with `null` and `const` in them are of JSON Schema 2020-12, which came with 3.1. */
const VERSION = "3.1.1";

/**
 * The one place where the document that `@elysiajs/swagger` makes becomes a valid one: it claims
 * version 3.0.3, repeats named schemas everywhere, and cannot know routes that have none.
 *
 * @param paths operations that the plugin cannot see
 */
export function correct(document: JsonObject, paths: object): JsonObject {
  const schemas: JsonObject = {};
  const plain: unknown = JSON.parse(JSON.stringify({ ...member(document, "paths"), ...paths }));
  const named = isJsonObject(plain) ? Object.entries(plain) : [];
  const corrected = named.map(([path, item]) => [path, refer(item, schemas)] as const);
  const { components, ...rest } = document;
  return {
    ...rest,
    openapi: VERSION,
    paths: Object.fromEntries(corrected),
    components: {
      ...(isJsonObject(components) ? components : {}),
      schemas: Object.fromEntries(Object.entries(schemas).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
}

/** Moves every schema that has an `$id` to `schemas` and refers to it. */
function refer(value: Json, schemas: JsonObject): Json {
  if (Array.isArray(value)) return value.map((item) => refer(item, schemas));
  if (!isJsonObject(value)) return value;
  const { $id, ...rest } = value;
  const schema: JsonObject = {};
  for (const [key, child] of Object.entries(rest)) {
    // What examples hold is data, in which `$id` would mean nothing.
    schema[key] = key === "example" || key === "examples" ? child : refer(child, schemas);
  }
  if (typeof $id !== "string") return schema;
  schemas[$id] = schema;
  return { $ref: `#/components/schemas/${$id}` };
}

function member(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isJsonObject(value) ? value : {};
}
