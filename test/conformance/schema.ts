import { isJsonObject, type Json } from "tattle/sink";

/** One setting of a schema, read as plain JSON Schema so that any copy of TypeBox will do. */
export interface Setting {
  /** Keys from the outside in. */
  readonly path: readonly string[];
  readonly node: Readonly<Record<string, Json | undefined>>;
}

/** All settings of a schema, nested ones by their whole path. */
export function settingsOf(schema: unknown, path: readonly string[] = []): Setting[] {
  const node: unknown = JSON.parse(JSON.stringify(schema ?? null));
  if (!isSchema(node) || !isSchema(node.properties)) return [];
  return Object.entries(node.properties).flatMap(([key, child]): Setting[] => {
    if (!isSchema(child)) return [];
    const here = [...path, key];
    const nested = settingsOf(child, here);
    return [{ path: here, node: child }, ...nested];
  });
}

/** Stands in a path for every member of a list or of an open table. */
const ANY = "*";

/** Where the schema says `secret: true`: also in unions, and for every member of lists and open tables. */
export function secretPaths(schema: unknown): Array<readonly string[]> {
  const found = secretsUnder(JSON.parse(JSON.stringify(schema ?? null)), []);
  return [...new Map(found.map((path) => [path.join("."), path])).values()];
}

function secretsUnder(node: unknown, path: readonly string[]): Array<readonly string[]> {
  if (!isSchema(node)) return [];
  if (node.secret === true) return [path];
  const { properties, patternProperties, additionalProperties, items, anyOf } = node;
  return [
    ...members(properties).flatMap(([key, child]) => secretsUnder(child, [...path, key])),
    ...members(patternProperties).flatMap(([, child]) => secretsUnder(child, [...path, ANY])),
    ...secretsUnder(additionalProperties, [...path, ANY]),
    ...secretsUnder(items, [...path, ANY]),
    ...(Array.isArray(anyOf) ? anyOf : []).flatMap((branch) => secretsUnder(branch, path)),
  ];
}

/** The texts at these paths of a config; those that are not set are left out. */
export function textsAt(config: unknown, paths: ReadonlyArray<readonly string[]>): string[] {
  return paths.flatMap(([key, ...rest]) => {
    if (key === undefined) return typeof config === "string" ? [config] : [];
    const inside = members(config).filter(([name]) => key === ANY || name === key);
    return inside.flatMap(([, value]) => textsAt(value, [rest]));
  });
}

function members(value: unknown): Array<[string, unknown]> {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

function isSchema(value: unknown): value is Readonly<Record<string, Json>> {
  return isJsonObject(value);
}
