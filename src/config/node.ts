import { UNIT_EXAMPLES, type Unit } from "../sink/schema.ts";
import { isNotation, NOTATIONS } from "./notation.ts";

/**
 * The part of JSON Schema (and of our own keywords) that settings may use. Plain data: a schema
 * that came as JSON from a third party's sink works like one built here. Members that are not
 * understood are left alone.
 */
export interface Node {
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly Node[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly patternProperties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: boolean | Node | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: Node;
  readonly default?: unknown;
  readonly description?: string;
  /** A value as a person would write it. */
  readonly example?: unknown;
  /** Written with a unit, held as a number. */
  readonly unit?: Unit;
  /** Written as text, held as something else; see `notation.ts`. */
  readonly notation?: string;
  /** Never shown. */
  readonly secret?: boolean;
  /** What `pattern` means in words; completes "must be …". */
  readonly expected?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "a table",
};

/** Completes "must be …". */
export function expected(node: Node): string {
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.anyOf !== undefined) return alternatives(node.anyOf.map(expected));
  if (node.unit !== undefined) return UNIT_EXAMPLES[node.unit];
  if (node.secret === true) return 'text, { env = "NAME" } or { file = "path" }';
  if (isNotation(node.notation)) return NOTATIONS[node.notation].expected;
  return TYPES[node.type ?? ""] ?? "a value";
}

/** `a, b or c`, each once. */
export function alternatives(words: readonly string[]): string {
  const distinct = [...new Set(words)];
  const last = distinct.pop() ?? "";
  return distinct.length === 0 ? last : `${distinct.join(", ")} or ${last}`;
}

/** The words of a closed choice; `null` where the node is none. */
export function choices(node: Node): readonly unknown[] | null {
  if (node.const !== undefined) return [node.const];
  if (node.anyOf === undefined || node.anyOf.some((branch) => branch.const === undefined)) {
    return null;
  }
  return node.anyOf.map((branch) => branch.const);
}

/** The key whose constant tells the branches of a union of tables apart: `type` before any other. */
export function discriminator(branches: readonly Node[]): string | null {
  const constants = (branch: Node) =>
    Object.entries(branch.properties ?? {}).flatMap(([key, child]) =>
      child.const === undefined ? [] : [key],
    );
  const [first = [], ...rest] = branches.map(constants);
  const common = first.filter((key) => rest.every((keys) => keys.includes(key)));
  return common.includes("type") ? "type" : (common[0] ?? null);
}
