import type { Report } from "../../report/report.ts";
import { compileNoise } from "./compile.ts";
import { inOrder } from "./rank.ts";
import type { NoiseMatch, NoiseRule } from "./rule.ts";
import { noiseSubject } from "./subject.ts";

/** What of a stored report decides about its next tag; `noise` is the one that it has. */
export type RetaggedReport = Pick<
  Report,
  "type" | "violation" | "body" | "url" | "userAgent" | "noise"
>;

/** Ways of matching that look at texts which are redacted before they are stored: queries, secrets. */
const OF_WHOLE_TEXTS: ReadonlySet<NoiseMatch> = new Set(["substring", "exact"]);

/**
 * Compiles rules into a function that gives a stored report its tag anew. Stored texts are
 * redacted, so a rule may have seen on receipt what is no longer there: a report keeps the tag of
 * such a rule where it is the same as ever, unless one that ranks before it recognises the report.
 *
 * @param changed ids of rules that are not the same as when reports were tagged by them
 */
export function noiseRetagger(
  rules: readonly NoiseRule[],
  changed: ReadonlySet<string>,
): (report: RetaggedReport) => string | null {
  const match = compileNoise(rules);
  const ordered = inOrder(rules);
  const ranks = new Map(ordered.map(({ id }, rank) => [id, rank]));
  const kept = new Set(
    ordered
      .filter(({ id, match }) => OF_WHOLE_TEXTS.has(match) && !changed.has(id))
      .map(({ id }) => id),
  );
  const isBefore = (a: string, b: string) => (ranks.get(a) ?? 0) < (ranks.get(b) ?? 0);
  return (report) => {
    const found = match(noiseSubject(report, null));
    const had = report.noise;
    if (had === null || !kept.has(had)) return found;
    return found !== null && isBefore(found, had) ? found : had;
  };
}

/** What a rule does to a report, as one text: equal for rules that no report tells apart. */
export function ruleKey({ match, fields, value, confidence }: NoiseRule): string {
  return JSON.stringify([match, [...fields].sort(), value, confidence]);
}

/** Ids of rules that are not in both lists, or not the same in both. */
export function changedRules(before: readonly NoiseRule[], after: readonly NoiseRule[]): string[] {
  const [a, b] = [before, after].map((rules) => new Map(rules.map((r) => [r.id, ruleKey(r)])));
  const ids = new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])]);
  return [...ids].filter((id) => a?.get(id) !== b?.get(id));
}
