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

/** Where the schema says `secret: true`. */
export function secretPaths(schema: unknown): Array<readonly string[]> {
  return settingsOf(schema)
    .filter(({ node }) => node.secret === true)
    .map(({ path }) => path);
}

/** The texts at these paths of a config; those that are not set are left out. */
export function textsAt(config: unknown, paths: ReadonlyArray<readonly string[]>): string[] {
  return paths.flatMap((path) => {
    let value: unknown = config;
    for (const key of path) value = isSchema(value) ? value[key] : undefined;
    return typeof value === "string" ? [value] : [];
  });
}

function isSchema(value: unknown): value is Readonly<Record<string, Json>> {
  return isJsonObject(value);
}
