/** Keep or drop, always with a counted reason; and the noise tag. */
export { Admission, type AdmissionDeps } from "./admission.ts";
export { compileNoise, type NoiseMatcher, type NoiseSubject } from "./noise/compile.ts";
export { type OwnRule, ownRule } from "./noise/own-rule.ts";
export {
  NOISE_FIELDS,
  OWN_MATCHES,
  type RuleProblem,
  ruleProblems,
} from "./noise/problems.ts";
export { changedRules, noiseRetagger, type RetaggedReport } from "./noise/retag.ts";
export type { Confidence, NoiseField, NoiseMatch, NoiseRule } from "./noise/rule.ts";
export { NOISE_RULES } from "./noise/rules/index.ts";
export { rulesInUse, selectRules } from "./noise/select.ts";
export { parseSampleRate, type SampleRate, type SampleRateProblem } from "./sample-rate.ts";
export {
  type AdmissionSettings,
  DASHBOARD_PROJECT,
  DEFAULT_PROJECT,
  type NoiseAction,
  type NoiseSettings,
  type ProjectSettings,
} from "./settings.ts";
export type { RateLimit } from "./token-bucket.ts";
export type { AdmissionRequest, Candidate, Drops, Kept, Verdict } from "./verdict.ts";
export type { ProjectWarning, WarningCode } from "./warnings.ts";
