/** Keep or drop, always with a counted reason; and the noise tag. */
export { Admission, type AdmissionDeps } from "./admission.ts";
export { compileNoise, type NoiseMatcher, type NoiseSubject } from "./noise/compile.ts";
export type { Confidence, NoiseRule } from "./noise/rule.ts";
export { NOISE_RULES } from "./noise/rules/index.ts";
export { selectRules } from "./noise/select.ts";
export {
  type AdmissionSettings,
  DEFAULT_PROJECT,
  type NoiseAction,
  type NoiseSettings,
  type ProjectSettings,
} from "./settings.ts";
export type { RateLimit } from "./token-bucket.ts";
export type { AdmissionRequest, Candidate, Drops, Kept, Verdict } from "./verdict.ts";
export type { ProjectWarning, WarningCode } from "./warnings.ts";
