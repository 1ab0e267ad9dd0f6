import type { ModuleRef } from "../config/index.ts";
import { isJsonObject } from "../report/json.ts";
import { withBriefChild } from "./brief-child.ts";
import { manifestOf } from "./manifest.ts";
import { type Mask, masking, secretsOf } from "./mask.ts";
import type { Creation } from "./protocol.ts";

/** A sink that is to be created for once. */
export interface Rehearsal extends Creation {
  readonly ref: ModuleRef;
  /** Bytes that its process may hold. */
  readonly memory: number;
  /** Names of the variables of the environment that its code must not see. */
  readonly hidden: readonly string[];
  /** How long it may take, in milliseconds. Default 10,000. */
  readonly limit?: number;
}

/** Creates a sink and opens nothing. Resolves to what is wrong with its code, `null` for nothing. Never rejects. */
export type RehearseSink = (rehearsal: Rehearsal) => Promise<string | null>;

const LIMIT = 10_000;

/** Calls `create` in a child process of its own, which is gone when this resolves: pure by contract, it shows now what it would do later. */
export const rehearseSink: RehearseSink = async (rehearsal) => {
  const { ref, memory, hidden, limit = LIMIT, name, dataDir, config } = rehearsal;
  // What is secret is known once the module has said which settings are.
  let mask: Mask = (text) => text;
  const options = { title: name, memory, hidden, limit, what: "its create()" };
  try {
    return await withBriefChild({ ...options, mask: (text) => mask(text) }, async (child, late) => {
      const loaded = await child.call({ method: "load", ref }, late, 0);
      if (isJsonObject(loaded))
        mask = masking(secretsOf(manifestOf(loaded.manifest)?.config, config));
      const creation = { name, dataDir, config };
      await child.call({ method: "create", creation }, late, 0);
      return null;
    });
  } catch (error) {
    return `${ref.module}: ${error instanceof Error ? error.message : String(error)}`;
  }
};
