import { formatQuantity } from "../sink/schema.ts";
import { alternatives, choices, type Node } from "./node.ts";

/** One setting as the documentation and the example file show it. */
export interface CatalogEntry {
  /** `limits.body`; within lists of tables and sinks the key alone: `batch.max_age`. */
  readonly path: string;
  readonly node: Node;
  /** Must be given. */
  readonly required: boolean;
}

/** The settings of a schema in its order, those of nested tables in place of the tables. */
export function catalog(node: Node, path = ""): CatalogEntry[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const here = path === "" ? key : `${path}.${key}`;
    if (child.properties !== undefined) return catalog(child, here);
    const required = (node.required ?? []).includes(key) && child.default === undefined;
    return [{ path: here, node: child, required }];
  });
}

/** What kind of value a setting takes, in a few words. */
export function kindOf(node: Node): string {
  const words = choices(node);
  if (words !== null) return alternatives(words.map((word) => `\`${toToml(word)}\``));
  if (node.secret === true) return "secret";
  if (node.unit !== undefined) return node.unit;
  if (node.notation !== undefined) return node.notation.replace("_", " ");
  if (node.type === "array") return `list of ${kindOf(node.items ?? {})}`;
  if (node.anyOf !== undefined) return alternatives(node.anyOf.map(kindOf));
  return NAMES[node.type ?? ""] ?? "any value";
}

const NAMES: Readonly<Record<string, string>> = {
  string: "text",
  integer: "whole number",
  number: "number",
  boolean: "`true` or `false`",
  object: "table",
};

/** The default as it would be written; `null` where there is none. */
export function defaultOf(node: Node): string | null {
  if (node.default === undefined) return null;
  if (node.unit !== undefined && typeof node.default === "number") {
    return toToml(formatQuantity(node.unit, node.default));
  }
  return toToml(node.default);
}

/** The least and the largest value, as they would be written; empty where there are none. */
export function boundsOf(node: Node): string[] {
  const { minimum, maximum } = node;
  const show = (value: number) => defaultOf({ ...node, default: value }) ?? "";
  const least = minimum === undefined || minimum === 0 ? [] : [`at least \`${show(minimum)}\``];
  return maximum === undefined ? least : [...least, `at most \`${show(maximum)}\``];
}

/** Plain data in TOML, on one line. */
export function toToml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toToml).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value).map(([key, member]) => `${key} = ${toToml(member)}`);
  return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
}
