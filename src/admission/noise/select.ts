import type { NoiseSettings } from "../settings.ts";
import { isAtLeast } from "./rank.ts";
import type { NoiseRule } from "./rule.ts";

/** The rules that the settings leave in use. */
export function selectRules(rules: readonly NoiseRule[], settings: NoiseSettings): NoiseRule[] {
  const { confidence: least = "medium", disabled = [] } = settings;
  const off = new Set(disabled);
  return rules.filter(
    ({ id, kind, confidence }) => isAtLeast(confidence, least) && !off.has(id) && !off.has(kind),
  );
}
