import { Type } from "@sinclair/typebox";
import type { Manifest } from "../config/index.ts";
import { isJsonObject } from "../report/json.ts";
import type { BatchDefaults, Supports } from "../sink/sink.ts";

/** Reads a manifest that came from a child; `null` for what is none. */
export function manifestOf(value: unknown): Manifest | null {
  if (!isJsonObject(value)) return null;
  const { name, summary, config } = value;
  const supports = supportsOf(value.supports);
  if (typeof name !== "string" || typeof summary !== "string") return null;
  if (!isJsonObject(config) || supports === null) return null;
  const batch = batchOf(value.batch);
  const schema = Type.Unsafe(config);
  return { name, summary, config: schema, supports, ...(batch === null ? {} : { batch }) };
}

function supportsOf(value: unknown): Supports | null {
  if (!isJsonObject(value)) return null;
  const { reader, idempotent, deferred = false } = value;
  if (typeof reader !== "boolean" || typeof idempotent !== "boolean") return null;
  return typeof deferred === "boolean" ? { reader, idempotent, deferred } : null;
}

function batchOf(value: unknown): BatchDefaults | null {
  if (!isJsonObject(value)) return null;
  const { maxReports, maxAge } = value;
  return {
    ...(typeof maxReports === "number" ? { maxReports } : {}),
    ...(typeof maxAge === "number" ? { maxAge } : {}),
  };
}
