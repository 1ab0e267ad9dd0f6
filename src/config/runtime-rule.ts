import type { Static } from "@sinclair/typebox";
import type { JsonObject } from "../report/json.ts";
import type { Resolved } from "./host.ts";
import { NoiseRuleSchema } from "./noise-schema.ts";
import { type FieldReading, readFields } from "./runtime-project.ts";

/** A noise rule as somebody wrote it, each part of the right type. */
export type NoiseRuleInput = Resolved<Static<typeof NoiseRuleSchema>>;

/** Reads a noise rule by the schema of `[[noise.rules]]`. */
export function readNoiseRule(json: JsonObject): FieldReading<NoiseRuleInput> {
  return readFields(NoiseRuleSchema, json);
}
