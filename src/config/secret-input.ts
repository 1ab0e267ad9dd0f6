import { resolve } from "node:path";
import type { Input, Table } from "./input.ts";

/** What secrets are read from. Injected, so that reading a configuration has no effects. */
export interface SecretSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of a file. Throws where it cannot be read. */
  readonly readFile: (path: string) => string;
}

/** The secret, and where beside the config it came from: `$NAME`, a file's path or nothing. */
export type SecretReading =
  | { readonly ok: true; readonly text: string; readonly via: string }
  | { readonly ok: false; readonly message: string };

const EXPECTED = 'must be { env = "NAME" }, { file = "path" } or text';

/** Reads `{ env = "NAME" }`, `{ file = "path" }` or plain text. No message repeats a secret. */
export function readSecret(input: Input, base: string, sources: SecretSources): SecretReading {
  if (input.kind === "text") return present(input.value, "");
  if (input.kind === "scalar") {
    return typeof input.value === "string" ? present(input.value, "") : refuse(EXPECTED);
  }
  if (input.kind !== "table") return refuse(EXPECTED);
  const [key, name] = onlyEntry(input) ?? [];
  if (name === undefined || name === "") return refuse(EXPECTED);
  if (key === "env") return fromEnvironment(name, sources);
  return key === "file" ? fromFile(resolve(base, name), sources) : refuse(EXPECTED);
}

function fromEnvironment(name: string, sources: SecretSources): SecretReading {
  const value = Object.hasOwn(sources.env, name) ? sources.env[name] : undefined;
  if (value === undefined) return refuse(`${variable(name)} is not set`);
  return present(value, `$${name}`);
}

function fromFile(path: string, sources: SecretSources): SecretReading {
  if (path.includes("\0")) return refuse(EXPECTED);
  try {
    // Editors and `echo` end files with a newline that is no part of the secret.
    return present(sources.readFile(path).replace(/\r?\n$/, ""), path);
  } catch (error) {
    return refuse(`cannot read ${path}: ${reason(error)}`);
  }
}

function present(value: string, via: string): SecretReading {
  if (value === "") return refuse(via === "" ? "must not be empty" : `${via} is empty`);
  return { ok: true, text: value, via };
}

function refuse(message: string): SecretReading {
  return { ok: false, message };
}

function onlyEntry(table: Table): [string, string] | null {
  const [first, ...rest] = table.entries;
  if (first === undefined || rest.length > 0) return null;
  const [key, { value }] = first;
  return value.kind === "scalar" && typeof value.value === "string" ? [key, value.value] : null;
}

/** Names the variable, unless it looks as if the secret itself was put in place of its name. */
function variable(name: string): string {
  return /^[A-Z_][A-Z0-9_]{0,99}$/.test(name)
    ? `the environment variable ${name}`
    : "the environment variable that it names";
}

/** `ENOENT` and its like where there is one: messages of the system repeat the path. */
function reason(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") {
    return error.code;
  }
  return "unreadable";
}
