import { isJsonObject } from "../report/json.ts";
import { formatQuantity, parseQuantity } from "../sink/schema.ts";
import { describeInput, type Input } from "./input.ts";
import { choices, expected, type Node } from "./node.ts";
import { isNotation, NOTATIONS } from "./notation.ts";
import { MASK } from "./secret.ts";
import { didYouMean } from "./suggest.ts";

/** A value that fits, or the sentence that says why it does not. */
export type Reading =
  | {
      readonly ok: true;
      readonly value: unknown;
      /** The value as Tattle would write it; secrets masked. */
      readonly written: unknown;
    }
  | { readonly ok: false; readonly message: string };

/** Longest piece of a wrong value that a message repeats. */
const MAX_SHOWN = 60;

const accept = (value: unknown, written = value): Reading => ({ ok: true, value, written });
const refuse = (message: string): Reading => ({ ok: false, message });

/** Reads a setting that is neither table nor list. `base` is where relative paths start. */
export function readLeaf(node: Node, input: Input, base: string): Reading {
  const value = scalar(node, input);
  const words = choices(node);
  if (words !== null) return readChoice(words, value, input);
  const fits =
    node.unit !== undefined || node.type === "string"
      ? typeof value === "string"
      : fitsType(node.type, value);
  if (!fits) return refuse(`must be ${expected(node)}, not ${shown(input, node)}`);
  return convert(node, value, base);
}

/** Whether a value of the code, as a default has it, is one that the schema allows. */
export function fits(node: Node, value: unknown): boolean {
  const words = choices(node);
  if (words !== null) return words.includes(value);
  if (node.anyOf !== undefined) return node.anyOf.some((branch) => fits(branch, value));
  if (node.type === "array") {
    return Array.isArray(value) && value.every((item) => fits(node.items ?? {}, item));
  }
  if (node.type !== "object") return isOfType(node, value) && brokenBound(node, value) === null;
  const members = new Map(Object.entries(node.properties ?? {}));
  return (
    isJsonObject(value) &&
    Object.entries(value).every(([key, member]) => fits(members.get(key) ?? {}, member))
  );
}

/** Why a value does not fit, as a sentence without its subject: "must be at least 1". */
export function misfit(node: Node, value: unknown): string {
  const isLeaf = node.anyOf === undefined && node.type !== "array" && node.type !== "object";
  const broken = isLeaf && isOfType(node, value) ? brokenBound(node, value) : null;
  return broken ?? `must be ${expected(node)}`;
}

function isOfType(node: Node, value: unknown): boolean {
  return node.type === "string" ? typeof value === "string" : fitsType(node.type, value);
}

function convert(node: Node, value: unknown, base: string): Reading {
  if (typeof value === "string" && node.unit !== undefined) {
    const amount = parseQuantity(node.unit, value);
    if (amount === null) return refuse(`must be ${expected(node)}, not ${quote(value, node)}`);
    return bounded(node, amount, formatQuantity(node.unit, amount));
  }
  if (typeof value === "string" && isNotation(node.notation)) {
    const read = NOTATIONS[node.notation].read(value, base);
    if (read === null) return refuse(`must be ${expected(node)}, not ${quote(value, node)}`);
    return accept(read.value, read.written);
  }
  return bounded(node, value, node.secret === true ? MASK : value);
}

function bounded(node: Node, value: unknown, written: unknown): Reading {
  const broken = brokenBound(node, value);
  return broken === null ? accept(value, written) : refuse(broken);
}

/** Text from the environment or a flag becomes what the schema wants, where it can. */
function scalar(node: Node, input: Input): unknown {
  if (input.kind === "scalar") return input.value;
  if (input.kind !== "text") return undefined;
  const isNumber = node.unit === undefined && (node.type === "integer" || node.type === "number");
  if (isNumber && /^-?\d+(\.\d+)?$/.test(input.value)) return Number(input.value);
  if (node.type === "boolean" && /^(true|false)$/.test(input.value)) return input.value === "true";
  return input.value;
}

function fitsType(type: string | undefined, value: unknown): boolean {
  switch (type) {
    case "integer":
      return Number.isSafeInteger(value);
    case "number":
      return Number.isFinite(value);
    case "boolean":
      return typeof value === "boolean";
    default:
      return value !== undefined;
  }
}

function readChoice(words: readonly unknown[], value: unknown, input: Input): Reading {
  const found = words.find(
    (word) => word === value || (input.kind === "text" && String(word) === value),
  );
  if (found !== undefined) return accept(found);
  const hint = typeof value === "string" ? didYouMean(value, words.map(String)) : "";
  const list = words.map((word) => JSON.stringify(word)).join(", ");
  const must = words.length === 1 ? `must be ${list}` : `must be one of ${list}`;
  return refuse(`${must}, not ${shown(input, {})}${hint}`);
}

/** The first bound that the value breaks, as a sentence. */
function brokenBound(node: Node, value: unknown): string | null {
  if (typeof value === "number") return brokenNumber(node, value);
  if (typeof value !== "string") return null;
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern } = node;
  if (value.length < minLength) {
    return minLength === 1 ? "must not be empty" : `must have at least ${minLength} characters`;
  }
  if (value.length > maxLength) return `must have at most ${maxLength} characters`;
  if (pattern === undefined || new RegExp(pattern).test(value)) return null;
  // Past its limit of steps the engine finds nothing, not even what is always there.
  if (!new RegExp(`(?:${pattern})|^`).test(value)) {
    return `cannot be tested: the pattern ${pattern} takes too many steps`;
  }
  return `must be ${node.expected ?? `text that matches ${pattern}`}, not ${quote(value, node)}`;
}

function brokenNumber(node: Node, value: number): string | null {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, unit } = node;
  const show = (bound: number) =>
    unit === undefined ? `${bound}` : `"${formatQuantity(unit, bound)}"`;
  if (minimum !== undefined && value < minimum) return `must be at least ${show(minimum)}`;
  if (maximum !== undefined && value > maximum) return `must be at most ${show(maximum)}`;
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) {
    return `must be more than ${show(exclusiveMinimum)}`;
  }
  if (exclusiveMaximum !== undefined && value >= exclusiveMaximum) {
    return `must be less than ${show(exclusiveMaximum)}`;
  }
  return null;
}

function shown(input: Input, node: Node): string {
  if (input.kind === "list" || input.kind === "table" || input.kind === "date") {
    return describeInput(input);
  }
  return quote(input.value, node);
}

function quote(value: unknown, node: Node): string {
  if (node.secret === true) return "this";
  const text = (JSON.stringify(value) ?? "nothing").replace(/\/\/[^/]*@/, "//…@");
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
