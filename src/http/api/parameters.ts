import type { Static, TObject, TSchema } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { type ParameterError, RequestError } from "../problems.ts";

/**
 * The query of a URL as the schema has it: integers read, defaults filled in. Elysia's own
 * reading leaves out what the schema does not know, so that a mistyped filter would list
 * everything, and repeats values in its errors.
 *
 * @throws RequestError `request_invalid`, which names each parameter at fault and no value
 */
export function readQuery<S extends TObject>(schema: S, url: string): Static<S> {
  const texts = new URL(url).searchParams;
  const errors: ParameterError[] = [];
  const query: Record<string, unknown> = {};
  for (const name of new Set(texts.keys())) {
    const property = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    if (property === undefined) continue;
    if (texts.getAll(name).length > 1) errors.push(fault(name, "Expected once"));
    query[name] = read(property, texts.get(name) ?? "");
  }
  const known = Object.keys(schema.properties);
  const unknown = [...texts.keys()].some((name) => !known.includes(name));
  const filled = Value.Default(schema, query);
  for (const { path, message } of Value.Errors(schema, filled)) {
    const name = path.slice(1);
    // A missing one breaks the rules for its value, too.
    if (!errors.some((error) => error.name === name)) errors.push(fault(name, message));
  }
  if (!unknown && errors.length === 0 && Value.Check(schema, filled)) return filled;
  const list = `This address knows the parameters ${known.join(", ")} only.`;
  throw new RequestError("request_invalid", unknown ? list : "Parameters are not valid.", {
    errors,
  });
}

function read(schema: TSchema, text: string): unknown {
  return schema.type === "integer" && /^-?\d{1,15}$/.test(text) ? Number(text) : text;
}

function fault(name: string, message: string): ParameterError {
  return { in: "query", name, message };
}

/** Parameters as the OpenAPI document has them. */
export function parameterDocs(place: "query" | "path", schema: TObject) {
  return Object.entries(schema.properties).map(([name, property]) => {
    const { description, example, allowEmptyValue, ...rest } = property;
    const needed = schema.required?.includes(name) && property.default === undefined;
    return {
      in: place,
      name,
      description,
      required: place === "path" || needed === true,
      schema: rest,
      ...(example && { example }),
      ...(allowEmptyValue && { allowEmptyValue }),
    };
  });
}
