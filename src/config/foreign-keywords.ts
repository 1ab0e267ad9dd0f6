import type { Json, JsonObject } from "../report/json.ts";
import { UNIT_EXAMPLES, type Unit } from "../sink/schema.ts";
import type { Node } from "./node.ts";

/** Longest text of a keyword: some are run as a pattern or end in a message. */
const MAX_TEXT = 2_000;

/** Keywords that change what a value may be and that no setting can have, with what to do instead. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  $ref: "spell the schema out where it is used",
  $dynamicRef: "spell the schema out where it is used",
  allOf: "make one table of them (t.Composite does)",
  oneOf: "use anyOf (t.Union)",
  not: "say what the value may be",
  if: "use anyOf (t.Union)",
  prefixItems: "use a table, or a list of equal entries",
};

const TYPES = ["string", "integer", "number", "boolean", "array", "object"];
const TEXTS = ["pattern", "expected", "description"] as const;
const NUMBERS = [
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
] as const;

/** Why somebody else's schema cannot be read. Never leaves this folder. */
export class Unreadable extends Error {
  constructor(path: string, message: string) {
    super(`${path.length > 200 ? `${path.slice(0, 200)}…` : path} ${message}`);
  }
}

/**
 * The keywords of one part of a third party's schema, those that hold further schemas left out.
 * @throws Unreadable
 */
export function readKeywords(raw: JsonObject, path: string): Node {
  for (const [keyword, advice] of Object.entries(UNSUPPORTED)) {
    if (Object.hasOwn(raw, keyword)) {
      throw new Unreadable(path, `uses ${keyword}, which no setting can have: ${advice}`);
    }
  }
  const type = readType(raw, path);
  if (type === "null") return { const: null };
  const node: Node = {
    ...(type === undefined ? {} : { type }),
    ...Object.fromEntries(TEXTS.flatMap((keyword) => text(raw, keyword, path))),
    ...Object.fromEntries(NUMBERS.flatMap((keyword) => number(raw, keyword, path))),
    ...readWords(raw, path),
    ...readRequired(raw.required, path),
    ...readUnit(raw.unit, type, path),
    ...readNotation(raw.notation, type),
    ...readSecret(raw, type, path),
  };
  if (node.pattern !== undefined) checkPattern(node.pattern, path);
  return node;
}

/** @throws Unreadable */
export function checkPattern(pattern: string, path: string): void {
  try {
    new RegExp(pattern);
  } catch {
    throw new Unreadable(path, "has a pattern that is no regular expression");
  }
}

/** Whether there is anything below so many levels. */
export function isDeep(value: Json, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeep(member, levels - 1));
}

function readType({ type, properties, items }: JsonObject, path: string): string | undefined {
  if (type === undefined) {
    if (properties !== undefined) return "object";
    return items === undefined ? undefined : "array";
  }
  if (typeof type === "string" && (type === "null" || TYPES.includes(type))) return type;
  const named =
    typeof type === "string" ? `the type ${JSON.stringify(type.slice(0, 40))}` : "no single type";
  throw new Unreadable(path, `has ${named}; there are ${TYPES.join(", ")}`);
}

function text(raw: JsonObject, keyword: string, path: string): Array<[string, string]> {
  const value = raw[keyword];
  if (value === undefined) return [];
  if (typeof value !== "string") throw new Unreadable(path, `needs text as its ${keyword}`);
  if (value.length <= MAX_TEXT) return [[keyword, value]];
  if (keyword === "description") return [];
  throw new Unreadable(path, `has a ${keyword} of more than ${MAX_TEXT} characters`);
}

function number(raw: JsonObject, keyword: string, path: string): Array<[string, number]> {
  const value = raw[keyword];
  if (value === undefined) return [];
  if (typeof value === "number") return [[keyword, value]];
  throw new Unreadable(path, `needs a number as its ${keyword}`);
}

/** `const` and `enum`: the only values that there are. */
function readWords({ const: only, enum: words }: JsonObject, path: string): Node {
  const scalars = only === undefined ? (words ?? []) : [only];
  const fitting = Array.isArray(scalars) && scalars.every(isScalar);
  if (!fitting || (words !== undefined && scalars.length === 0)) {
    throw new Unreadable(path, "must choose between texts, numbers, true and false");
  }
  if (only !== undefined) return { const: only };
  return words === undefined ? {} : { anyOf: scalars.map((word) => ({ const: word })) };
}

function isScalar(value: Json): boolean {
  return typeof value === "string" ? value.length <= MAX_TEXT : typeof value !== "object";
}

function readRequired(required: Json | undefined, path: string): Node {
  if (required === undefined) return {};
  if (!Array.isArray(required)) throw new Unreadable(path, "needs a list as its required");
  return { required: required.filter((key) => typeof key === "string") };
}

function readUnit(unit: Json | undefined, type: string | undefined, path: string): Node {
  if (unit === undefined) return {};
  if (isUnit(unit) && type === "integer") return { unit };
  const units = Object.keys(UNIT_EXAMPLES).join(" or ");
  throw new Unreadable(path, `has a unit that is not ${units} of type integer`);
}

function isUnit(value: Json): value is Unit {
  return typeof value === "string" && Object.hasOwn(UNIT_EXAMPLES, value);
}

/** Of the notations of texts only this one is for sinks. */
function readNotation(notation: Json | undefined, type: string | undefined): Node {
  return notation === "path" && type === "string" ? { notation } : {};
}

/** Only text can be kept out of sight: what else is called secret would be shown. */
function readSecret(raw: JsonObject, type: string | undefined, path: string): Node {
  if (raw.secret === undefined || raw.secret === false) return {};
  const hidden = type === "string" && raw.const === undefined && raw.enum === undefined;
  if (raw.secret === true && hidden) return { secret: true };
  throw new Unreadable(path, "is secret and no text (Secret)");
}
