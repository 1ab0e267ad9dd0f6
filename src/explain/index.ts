/**
 * What an issue is, in plain words: noise, an attack, a page that its policy breaks, a new
 * dependency, or nothing that the facts decide. Rules with stable ids, no model. Pure.
 */
export { explain } from "./explain.ts";
export {
  type Confidence,
  type Explanation,
  type Reason,
  VERDICTS,
  type Verdict,
} from "./explanation.ts";
export type {
  IssueFacts,
  ProjectFacts,
  ValueFacts,
  VariantFacts,
  VersionFacts,
} from "./facts.ts";
export { LEAST_LEAD, LEAST_POINTS } from "./judge.ts";
export { RULES } from "./rules/index.ts";
export type { Rule } from "./rules/rule.ts";
