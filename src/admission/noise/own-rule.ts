import { normalized } from "./problems.ts";
import type { NoiseRule } from "./rule.ts";

/** A rule as an operator writes it: its kind stands in its id. */
export type OwnRule = Omit<NoiseRule, "kind">;

/** The rule as the matcher takes it. */
export function ownRule(rule: OwnRule): NoiseRule {
  return normalized({ ...rule, kind: rule.id.slice(0, Math.max(0, rule.id.indexOf("/"))) });
}
