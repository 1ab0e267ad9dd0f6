import { type TObject, type TProperties, type TSchema, Type } from "@sinclair/typebox";

/** Keywords that JSON Schema knows, of those that settings have. */
const KEYWORDS = [
  "type",
  "description",
  "pattern",
  "minLength",
  "maxLength",
  "minItems",
  "minimum",
  "exclusiveMinimum",
];

/**
 * The fields of a schema of the config file as clients of the API see it: in camelCase, without the keywords
 * that only the file has. For the document alone; requests are checked by the file's own rules.
 */
export function publishedFields(schema: TObject, nullable: boolean): TProperties {
  const required = new Set<string>(schema.required ?? []);
  return Object.fromEntries(
    Object.entries(schema.properties).map(([key, node]) => {
      const shown = publishedNode(node);
      if (required.has(key) && node.default === undefined) return [camelCase(key), shown];
      return [camelCase(key), Type.Optional(nullable ? orNull(shown) : shown)];
    }),
  );
}

function publishedNode(node: TSchema): TSchema {
  const kept = Object.fromEntries(
    KEYWORDS.flatMap((key) => (key in node ? [[key, node[key]]] : [])),
  );
  // Durations and sizes are numbers for the code alone.
  if (node.unit !== undefined) return Type.Unsafe({ type: "string", ...described(node) });
  if (Array.isArray(node.anyOf)) {
    return Type.Unsafe({ ...kept, type: "string", enum: node.anyOf.map((each) => each.const) });
  }
  if (node.properties !== undefined) {
    return Type.Object(publishedFields(Type.Object(node.properties), false), described(node));
  }
  if (node.items !== undefined) return Type.Unsafe({ ...kept, items: publishedNode(node.items) });
  return Type.Unsafe(kept);
}

function orNull(schema: TSchema): TSchema {
  const { description: _, ...rest } = schema;
  return Type.Union([Type.Unsafe(rest), Type.Null()], described(schema));
}

function described({ description }: TSchema): { description?: string } {
  return description === undefined ? {} : { description };
}

function camelCase(key: string): string {
  return key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
