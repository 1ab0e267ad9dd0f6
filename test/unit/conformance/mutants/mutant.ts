import type { SinkPlugin } from "tattle/sink";
import type { Specimen } from "../record.ts";
import { Reference, reference, type Settings } from "../reference.ts";

/** A sink with one mistake. */
export interface Mutant extends Specimen {
  /** The clause that has to find it. */
  clause: string;
  /** What it does wrong. */
  what: string;
  /** Other clauses that find it too, because they rest on the same rule. */
  also?: readonly string[];
}

/** The reference with another class behind it. */
export function made(Made: typeof Reference, more: Partial<SinkPlugin> = {}): SinkPlugin {
  return {
    ...reference,
    ...more,
    create: (config: Settings, context) => new Made(config, context),
  };
}

/** The reference that does not claim to deduplicate. */
export const CANDID = { supports: { reader: false, idempotent: false } };

/** Never aborts. */
export const DEAF = new AbortController().signal;

/** Whether the connection was refused. */
export function isRefused(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ConnectionRefused";
}

export { Reference, reference };
