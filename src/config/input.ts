import { dirname, resolve } from "node:path";
import type { Json } from "../report/json.ts";

/** Who said a value. */
export type Origin =
  | { readonly from: "file"; readonly file: string; readonly line: number; readonly column: number }
  | { readonly from: "env"; readonly name: string }
  | { readonly from: "flag"; readonly name: string }
  | { readonly from: "default" };

export const DEFAULT_ORIGIN: Origin = { from: "default" };

/** A value as somebody wrote it, before any schema was asked. */
export type Input = Scalar | Text | DateTime | List | Table;

/** A TOML string, number or boolean. */
export interface Scalar {
  readonly kind: "scalar";
  readonly value: string | number | boolean;
  readonly origin: Origin;
}

/** A TOML date or time, as written. No setting takes one. */
export interface DateTime {
  readonly kind: "date";
  readonly value: string;
  readonly origin: Origin;
}

/** Text of an environment variable or a flag: the schema says what it stands for. */
export interface Text {
  readonly kind: "text";
  readonly value: string;
  readonly origin: Origin;
}

export interface List {
  readonly kind: "list";
  readonly items: Input[];
  readonly origin: Origin;
}

export interface Table {
  readonly kind: "table";
  /** A Map, since keys like `__proto__` are ordinary here. */
  readonly entries: Map<string, Entry>;
  readonly origin: Origin;
}

/** One key of a table. */
export interface Entry {
  /** Where the key stands; the value knows its own place. */
  readonly origin: Origin;
  readonly value: Input;
  /** The setting's full name where that is not the table's name and the key. */
  readonly path?: string;
}

/** `tattle.toml:12:3`, the variable's or the flag's name, or `default`. */
export function where(origin: Origin): string {
  switch (origin.from) {
    case "file":
      return origin.line === 0 ? origin.file : `${origin.file}:${origin.line}:${origin.column}`;
    case "env":
    case "flag":
      return origin.name;
    case "default":
      return "default";
  }
}

/** The folder that relative paths of this origin start at: the file's own, else `cwd`. */
export function baseOf(origin: Origin, cwd: string): string {
  return origin.from === "file" ? resolve(cwd, dirname(origin.file)) : cwd;
}

/** An empty table. */
export function emptyTable(origin: Origin): Table {
  return { kind: "table", entries: new Map(), origin };
}

const KINDS = { text: "text", date: "a date", list: "a list", table: "a table" } as const;

/** What kind of value this is, for messages: `a number`, `a table`. */
export function describeInput(input: Input): string {
  if (input.kind !== "scalar") return KINDS[input.kind];
  const { value } = input;
  if (typeof value === "string") return "text";
  return typeof value === "number" ? "a number" : "true or false";
}

/** The value as plain JSON, for settings whose schema leaves them open. */
export function plain(input: Input): Json {
  switch (input.kind) {
    case "table":
      return Object.fromEntries(
        [...input.entries].map(([key, entry]) => [key, plain(entry.value)]),
      );
    case "list":
      return input.items.map(plain);
    default:
      return input.value;
  }
}

/** `sinks[0].batch` + `max_age`; keys that TOML would quote are quoted. */
export function joinPath(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  const shown = /^[A-Za-z0-9_-]{1,64}$/.test(key) ? key : JSON.stringify(key.slice(0, 64));
  return path === "" ? shown : `${path}.${shown}`;
}
