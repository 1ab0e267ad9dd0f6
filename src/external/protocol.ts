import type { ModuleRef } from "../config/index.ts";
import { isJsonObject } from "../report/json.ts";
import type { LogFields } from "../sink/context.ts";
import type { Batch, SinkPlugin } from "../sink/sink.ts";
import { thrownText } from "../sink/thrown.ts";
import type { Mask } from "./mask.ts";

/**
 * What host and child say to each other: one JSON text a line. The child runs foreign code, so
 * the host takes nothing of what it says for granted.
 */
export type HostMessage =
  | ({ readonly id: number; readonly bounds: Bounds } & HostCall)
  /** The call with this id is given up: its signal aborts. */
  | { readonly abort: number; readonly reason: string };

/** What one line of a child may cost whoever reads it. */
export interface Bounds {
  readonly bytes: number;
  /** Texts, numbers, lists, objects: a parsed one takes up to 60 times its length in memory. */
  readonly values: number;
}

/** What the host asks for. Each call is answered once. */
export type HostCall =
  /** Import and describe: answered with {@link Loaded}. */
  | { readonly method: "load"; readonly ref: ModuleRef }
  | { readonly method: "create"; readonly creation: Creation }
  | { readonly method: "open" }
  | { readonly method: "write"; readonly batch: Batch }
  | { readonly method: "sync" }
  | { readonly method: "close" }
  /** A method of the reader, by its name. */
  | { readonly method: "read"; readonly name: string; readonly args: readonly unknown[] };

/** What the host hands to `create`. */
export interface Creation {
  readonly name: string;
  readonly dataDir: string;
  readonly config: unknown;
}

/** What there is to say of a module that was imported. */
export type Loaded =
  | { readonly manifest: Omit<SinkPlugin, "create"> }
  | { readonly problems: readonly string[] };

/** An error as it crosses: classes do not survive, what the host looks at does. */
export interface WireError {
  readonly name: string;
  readonly message: string;
  readonly code: string | null;
  readonly fatal: boolean;
  /** Milliseconds. */
  readonly retryAfter: number | null;
}

/** How much a line of the sink's log matters. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** What a call came to. */
export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: WireError };

/** A line of the sink's log. */
export interface LogLine {
  readonly log: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
}

/** What a child says. */
export type ChildMessage =
  | Answer
  | LogLine
  /** The last words: what was thrown outside of every call. */
  | { readonly dying: string }
  /** Bytes of memory, where the host cannot look itself. */
  | { readonly rss: number };

const NO_TEXT = "An error that has no text.";

const LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** Longest text of an error that crosses, in characters, and longest name or code. */
const LONGEST = { text: 2_000, name: 100 };

/** Which call a line says that it answers, by its first bytes: before it is known whether it may be parsed. */
export function answeredCall(line: Uint8Array): number | null {
  const head = Buffer.from(line.subarray(0, 32)).toString("latin1");
  const id = /^\{"id":(\d{1,15})[,}]/.exec(head)?.[1];
  return id === undefined ? null : Number(id);
}

/** Reads a line of the child, which keeps its bounds; `null` for whatever no child of ours says. */
export function readChildMessage(line: Uint8Array): ChildMessage | null {
  const message = parse(Buffer.from(line).toString());
  if (!isJsonObject(message)) return null;
  const { id, error, log, dying, rss } = message;
  if (typeof id === "number") {
    if (error === undefined) return { id, value: message.value };
    const read = readError(error);
    return read === null ? null : { id, error: read };
  }
  if (typeof dying === "string") return { dying };
  if (typeof rss === "number") return { rss };
  const level = LEVELS.find((known) => known === log);
  if (level === undefined || typeof message.message !== "string") return null;
  return { log: level, message: message.message, fields: readFields(message.fields) };
}

/** What was thrown, as it crosses, within bounds. A plugin may throw what cannot even be looked at. */
export function toWire(thrown: unknown, mask: Mask): WireError {
  try {
    const { name, code, fatal, retryAfter } = Object(thrown);
    return {
      name: typeof name === "string" ? name.slice(0, LONGEST.name) : "Error",
      message: mask(thrownText(thrown)).slice(0, LONGEST.text),
      code: typeof code === "string" ? code.slice(0, LONGEST.name) : null,
      fatal: fatal === true,
      retryAfter: typeof retryAfter === "number" && retryAfter >= 0 ? retryAfter : null,
    };
  } catch {
    return { name: "Error", message: NO_TEXT, code: null, fatal: false, retryAfter: null };
  }
}

function readError(error: unknown): WireError | null {
  if (!isJsonObject(error)) return null;
  const { name, message, code, fatal, retryAfter } = error;
  if (typeof name !== "string" || typeof message !== "string") return null;
  return {
    name,
    message,
    code: typeof code === "string" ? code : null,
    fatal: fatal === true,
    retryAfter: typeof retryAfter === "number" && retryAfter >= 0 ? retryAfter : null,
  };
}

function readFields(fields: unknown): LogFields {
  if (!isJsonObject(fields)) return {};
  const entries = Object.entries(fields).map(([key, value]) => {
    return [key, typeof value === "object" && value !== null ? JSON.stringify(value) : value];
  });
  return Object.fromEntries(entries);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
