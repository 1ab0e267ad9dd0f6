import type { NoiseSettings } from "../settings.ts";
import { isAtLeast } from "./rank.ts";
import type { NoiseRule } from "./rule.ts";
import { NOISE_RULES } from "./rules/index.ts";

/** The rules that the settings leave in use. */
export function selectRules(rules: readonly NoiseRule[], settings: NoiseSettings): NoiseRule[] {
  const { confidence: least = "medium", disabled = [] } = settings;
  const off = new Set(disabled);
  return rules.filter(
    ({ id, kind, confidence }) => isAtLeast(confidence, least) && !off.has(id) && !off.has(kind),
  );
}

/**
 * All rules that are used: the operator's own, whatever their confidence, and the built-in ones.
 * An own rule takes the place of a built-in one of the same id, which a later release may bring.
 */
export function rulesInUse(settings: NoiseSettings): NoiseRule[] {
  const own = selectRules(settings.rules ?? [], { ...settings, confidence: "low" });
  const replaced = new Set((settings.rules ?? []).map(({ id }) => id));
  const builtIn = selectRules(NOISE_RULES, settings);
  return [...own, ...builtIn.filter(({ id }) => !replaced.has(id))];
}
