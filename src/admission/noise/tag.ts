import type { Report } from "../../report/report.ts";
import { compileNoise } from "./compile.ts";
import type { NoiseRule } from "./rule.ts";
import { noiseSubject } from "./subject.ts";

/** What of a stored report rules look at. */
export type TaggedReport = Pick<Report, "type" | "violation" | "body" | "url" | "userAgent">;

/**
 * Compiles rules into a function that names the rule that recognises a stored report, or `null`.
 * Pure, and rules are plain data: both can go to another thread, for re-tagging history and for
 * showing what a rule would match. Stored texts are redacted under `privacy.urls = "strip"`, so
 * that a rule about a query string finds less there than on receipt.
 */
export function noiseTagger(rules: readonly NoiseRule[]): (report: TaggedReport) => string | null {
  const match = compileNoise(rules);
  return (report) => match(noiseSubject(report, null));
}
