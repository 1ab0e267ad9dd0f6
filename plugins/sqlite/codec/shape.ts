import { isJsonObject, type Json, type JsonObject } from "tattle/sink";
import { ShapeCache } from "./shape-cache.ts";

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

/* Steps of a walk that are no names of members; from 0 on they are indexes of leaves. */
const NULL = -1;
const TRUE = -2;
const FALSE = -3;
const OBJECT = -4;
const ARRAY = -5;
const END = -6;

/** Takes JSON values apart. */
export class Shaper {
  readonly #cache = new ShapeCache();
  #leaves: Leaf[] = [];
  #indexes = new Map<Leaf, number>();

  /**
   * Throws a RangeError for a value that is nested deeper than {@link MAX_DEPTH}, a TypeError for
   * one that is no JSON. Members that are `undefined` count as absent.
   */
  takeApart(value: unknown): Shaped {
    this.#begin();
    this.#cache.start();
    this.#walk(value, 0);
    const leaves = this.#leaves;
    return { text: this.#cache.end(() => this.#textOf(value)), leaves };
  }

  #begin(): void {
    this.#leaves = [];
    this.#indexes = new Map();
  }

  #walk(value: unknown, depth: number): void {
    if (typeof value === "string" || typeof value === "number")
      this.#cache.step(this.#index(value));
    else if (value === null) this.#cache.step(NULL);
    else if (typeof value === "boolean") this.#cache.step(value ? TRUE : FALSE);
    else if (depth === MAX_DEPTH) throw new RangeError(`nested deeper than ${MAX_DEPTH} levels`);
    else if (isJsonObject(value)) this.#walkObject(value, depth);
    else if (Array.isArray(value)) this.#walkArray(value, depth);
    else throw new TypeError(`a ${typeof value} is no JSON value`);
  }

  #walkObject(value: JsonObject, depth: number): void {
    this.#cache.step(OBJECT);
    // Engines cache the keys of objects that were made alike, not their entries.
    for (const key of Object.keys(value)) {
      const member = value[key];
      if (member === undefined) continue;
      this.#cache.step(key);
      this.#walk(member, depth + 1);
    }
    this.#cache.step(END);
  }

  #walkArray(value: readonly unknown[], depth: number): void {
    this.#cache.step(ARRAY);
    for (const item of value) this.#walk(item ?? null, depth + 1);
    this.#cache.step(END);
  }

  /** The text of a shape that no walk has met. Gives the leaves the indexes that the walk gave them. */
  #textOf(value: unknown): string {
    this.#begin();
    return JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === "string" || typeof inner === "number" ? this.#index(inner) : inner,
    );
  }

  #index(leaf: Leaf): number {
    // A Map takes -0 for 0, and the two are different facts.
    if (Object.is(leaf, -0)) return this.#leaves.push(leaf) - 1;
    const known = this.#indexes.get(leaf);
    if (known !== undefined) return known;
    const index = this.#leaves.push(leaf) - 1;
    this.#indexes.set(leaf, index);
    return index;
  }
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
