import { isJsonObject, type Json, type JsonObject } from "tattle/sink";
import { Generations } from "../generations.ts";

/** A text or number of a report. Null, true and false are part of the shape. */
export type Leaf = string | number;

/** A JSON value taken apart: {@link text} is JSON in which each number is the index of a leaf. */
export interface Shaped {
  /** The same for all values that have the same members, the same nulls and booleans, and whose equal leaves are in the same places. */
  text: string;
  /** Each distinct leaf once, in order of first appearance. */
  leaves: Leaf[];
}

/** Deeper nesting is refused: both directions recurse. */
export const MAX_DEPTH = 512;

/** Keys are the senders' to invent: only so many of an ordinary length are kept. */
const quotedKeys = new Generations<string, string>(4096, 64);

/**
 * Takes a JSON value apart. Throws a RangeError when it is nested deeper than {@link MAX_DEPTH},
 * a TypeError when it is no JSON. Members that are `undefined` count as absent.
 */
export function takeApart(value: unknown): Shaped {
  const taking = new Taking();
  return { text: taking.shapeOf(value, 0), leaves: taking.leaves };
}

/** Puts together what {@link takeApart} took apart; `shape` is its parsed text. Returns new objects only. */
export function putTogether(shape: Json, leaves: readonly Leaf[]): Json {
  if (typeof shape === "number") return leafAt(leaves, shape);
  if (Array.isArray(shape)) return shape.map((item) => putTogether(item, leaves));
  if (typeof shape !== "object" || shape === null) return shape;
  const result: Json = {};
  for (const key of Object.keys(shape)) {
    const value = putTogether(shape[key] ?? null, leaves);
    if (key === "__proto__") defineMember(result, key, value);
    else result[key] = value;
  }
  return result;
}

/** One value being taken apart. */
class Taking {
  readonly leaves: Leaf[] = [];
  readonly #indexes = new Map<Leaf, number>();

  shapeOf(value: unknown, depth: number): string {
    if (typeof value === "string" || typeof value === "number") return this.#hole(value);
    if (value === null) return "null";
    if (typeof value === "boolean") return value ? "true" : "false";
    if (typeof value !== "object") throw new TypeError(`a ${typeof value} is no JSON value`);
    if (depth === MAX_DEPTH) throw new RangeError(`nested deeper than ${MAX_DEPTH} levels`);
    if (!isJsonObject(value)) return this.#shapeOfList(value, depth);
    return this.#shapeOfObject(value, depth);
  }

  #shapeOfList(value: object, depth: number): string {
    if (!Array.isArray(value)) throw new TypeError("not a JSON value");
    return `[${value.map((item) => this.shapeOf(item ?? null, depth + 1)).join()}]`;
  }

  #shapeOfObject(value: JsonObject, depth: number): string {
    let text = "";
    // Engines cache the keys of a shape that they have seen, not its entries.
    for (const key of Object.keys(value)) {
      const member = value[key];
      if (member === undefined) continue;
      text += (text === "" ? "{" : ",") + quoted(key) + this.shapeOf(member, depth + 1);
    }
    return text === "" ? "{}" : `${text}}`;
  }

  #hole(leaf: Leaf): string {
    // A Map takes -0 for 0, and the two are different facts.
    if (Object.is(leaf, -0)) return String(this.leaves.push(leaf) - 1);
    const known = this.#indexes.get(leaf);
    if (known !== undefined) return String(known);
    const index = this.leaves.push(leaf) - 1;
    this.#indexes.set(leaf, index);
    return String(index);
  }
}

function quoted(key: string): string {
  return quotedKeys.ensure(key, () => `${JSON.stringify(key)}:`);
}

function leafAt(leaves: readonly Leaf[], index: number): Leaf {
  const leaf = leaves[index];
  if (leaf === undefined) throw new Error("the stored report lacks a value of its shape");
  return leaf;
}

function defineMember(target: object, key: string, value: Json): void {
  Object.defineProperty(target, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}
