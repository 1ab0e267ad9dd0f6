import { DOCTOR_HOST } from "../../../report/doctor-report.ts";
import type { NoiseRuleGroup } from "../rule.ts";

/** What Tattle itself sends. */
export const OWN: readonly NoiseRuleGroup[] = [
  {
    kind: "self-test",
    match: "host",
    fields: ["blocked"],
    confidence: "high",
    why: "The command `tattle doctor` sent it to try the way from a site to Tattle; no page did anything.",
    rules: [{ name: "doctor", value: DOCTOR_HOST }],
  },
];
