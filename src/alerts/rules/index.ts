import type { AlertKind } from "../finding.ts";
import { silence, unknownToken } from "./counters.ts";
import { directive, newIssue, regression } from "./issues.ts";
import type { Rule } from "./rule.ts";
import { spike } from "./spike.ts";

/** What each kind of alert looks for. */
export const RULES: Readonly<Record<AlertKind, Rule>> = {
  new_issue: newIssue,
  regression,
  spike,
  silence,
  directive,
  unknown_token: unknownToken,
};

/** Of these only counts what comes after the first look: else a new alert would tell all there is. */
export const SEEDED: ReadonlySet<AlertKind> = new Set(["new_issue", "regression", "directive"]);

export { keysOf } from "./issues.ts";
export { concerns, type Evidence, type Question, type Rule } from "./rule.ts";
export { continues } from "./spike.ts";
