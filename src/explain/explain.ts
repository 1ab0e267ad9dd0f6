import { adviceFor } from "./advice.ts";
import { changesFor } from "./changes.ts";
import type { Explanation, Reason } from "./explanation.ts";
import type { IssueFacts } from "./facts.ts";
import { judge } from "./judge.ts";
import { RULES } from "./rules/index.ts";
import { type Subject, subjectOf } from "./subject.ts";
import { happenedIn, summaryOf } from "./summary.ts";
import { warningsFor } from "./warnings.ts";

/**
 * Explains an issue: what happened, what it is and why, and what to do. By rules alone, so the
 * same facts always get the same answer. Never throws; linear in the size of the facts, of which
 * long ones are cut.
 */
export function explain(facts: IssueFacts): Explanation {
  const subject = subjectOf(facts);
  const reasons = reasonsOf(subject);
  const judgement = judge(reasons);
  const changes = changesFor(subject, judgement.verdict);
  return {
    summary: summaryOf(subject),
    happened: happenedIn(subject),
    ...judgement,
    reasons,
    advice: adviceFor(subject, judgement),
    changes,
    warnings: warningsFor(subject, judgement, changes),
  };
}

function reasonsOf(subject: Subject): Reason[] {
  const reasons: Reason[] = [];
  for (const { id, speaksFor, points, holds } of RULES) {
    const text = holds(subject);
    if (text !== null) reasons.push({ rule: id, speaksFor, points, text });
  }
  return reasons.sort((a, b) => b.points - a.points);
}
