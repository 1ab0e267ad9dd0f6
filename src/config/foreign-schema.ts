import { isJsonObject, type JsonObject } from "../report/json.ts";
import { checkPattern, isDeep, readKeywords, Unreadable } from "./foreign-keywords.ts";
import { joinPath } from "./input.ts";
import { fits, misfit } from "./leaf.ts";
import { discriminator, type Node } from "./node.ts";

/** A schema that the {@link Resolver} can work with, or the sentence that says why there is none. */
export type SchemaReading =
  | { readonly ok: true; readonly node: Node }
  | { readonly ok: false; readonly problem: string };

/** Bounds on what somebody else's schema may cost. Built-in ones have about twenty parts. */
const MAX_PARTS = 2_000;
const MAX_DEPTH = 24;

/** Keys that mean something to JavaScript itself in the object that the sink is given. */
const RESERVED = ["__proto__", "toJSON"];

/**
 * Reads the schema of a third party's settings, which came as JSON from its process: nothing
 * about it can be trusted. Keywords that no setting uses are left out; ones that would be
 * misunderstood are problems, as are patterns that are no regular expressions, defaults that
 * break their own rules, and schemas without end.
 */
export function readSchema(schema: unknown): SchemaReading {
  try {
    return { ok: true, node: new SchemaReader().top(schema) };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, problem: error.message };
    throw error;
  }
}

class SchemaReader {
  #parts = 0;

  top(schema: unknown): Node {
    const node = this.#node(schema, "config", 0);
    const isTable = node.type === "object" || node.anyOf?.every(({ type }) => type === "object");
    if (isTable !== true) throw new Unreadable("config", "must be a table (t.Object)");
    return node;
  }

  #node(raw: unknown, path: string, depth: number): Node {
    if (!isJsonObject(raw)) throw new Unreadable(path, "must be a schema");
    this.#parts += 1;
    if (this.#parts > MAX_PARTS) throw new Unreadable(path, `has more than ${MAX_PARTS} parts`);
    if (depth > MAX_DEPTH) throw new Unreadable(path, "is nested too deeply");
    const node: Node = { ...readKeywords(raw, path), ...this.#parents(raw, path, depth + 1) };
    if (raw.default === undefined) return node;
    if (isDeep(raw.default, MAX_DEPTH)) throw new Unreadable(path, "has a default without end");
    if (fits(node, raw.default)) return { ...node, default: raw.default };
    throw new Unreadable(
      path,
      `has a default that breaks its rules: it ${misfit(node, raw.default)}`,
    );
  }

  /** The keywords that hold further schemas. */
  #parents(raw: JsonObject, path: string, depth: number): Node {
    const { items, properties, patternProperties, additionalProperties, anyOf } = raw;
    if (anyOf !== undefined && properties !== undefined) {
      throw new Unreadable(path, "has alternatives beside its properties: put them into each");
    }
    const open =
      typeof additionalProperties === "boolean" || additionalProperties === undefined
        ? additionalProperties
        : this.#node(additionalProperties, `${path}.*`, depth);
    return {
      ...(items === undefined ? {} : { items: this.#node(items, `${path}[]`, depth) }),
      ...(properties === undefined ? {} : { properties: this.#table(properties, path, depth) }),
      ...(patternProperties === undefined
        ? {}
        : { patternProperties: this.#patterns(patternProperties, path, depth) }),
      ...(open === undefined ? {} : { additionalProperties: open }),
      ...(anyOf === undefined ? {} : { anyOf: this.#branches(anyOf, path, depth) }),
    };
  }

  #table(raw: unknown, path: string, depth: number): Record<string, Node> {
    if (!isJsonObject(raw)) throw new Unreadable(path, "has no table of properties");
    const entries = Object.entries(raw).map(([key, child]): [string, Node] => {
      const at = joinPath(path, key);
      if (RESERVED.includes(key)) throw new Unreadable(at, "is a name that cannot be used");
      return [key, this.#node(child, at, depth)];
    });
    return Object.fromEntries(entries);
  }

  #patterns(raw: unknown, path: string, depth: number): Record<string, Node> {
    const table = this.#table(raw, path, depth);
    for (const pattern of Object.keys(table)) checkPattern(pattern, path);
    return table;
  }

  /** The branches of a union, those of unions within it among them. */
  #branches(raw: unknown, path: string, depth: number): Node[] {
    if (!Array.isArray(raw) || raw.length === 0) throw new Unreadable(path, "has no alternatives");
    const nodes = raw.map((branch) => this.#node(branch, path, depth));
    const branches = nodes.flatMap((node) => node.anyOf ?? [node]);
    const tables = branches.filter(({ type }) => type === "object");
    if (tables.length > 1 && discriminator(tables) === null) {
      const advice = "give them a key whose literals tell them apart, such as type";
      throw new Unreadable(path, `may be one of several tables: ${advice}`);
    }
    return branches;
  }
}
