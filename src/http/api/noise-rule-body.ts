import { type OwnRule, ownRule, ruleProblems } from "../../admission/index.ts";
import { readNoiseRule } from "../../config/index.ts";
import type { JsonObject } from "../../report/json.ts";
import { invalidBody } from "./body.ts";

/**
 * A noise rule as somebody writes it.
 *
 * @param at where it stands in the body
 * @throws RequestError `request_invalid` for one that cannot be used
 */
export function readNewRule(body: JsonObject, at = ""): OwnRule {
  const fail = (problems: ReadonlyArray<{ path: string; message: string }>) =>
    invalidBody(problems.map(({ path, message }) => ({ path: at + path, message })));
  const reading = readNoiseRule(body);
  if (!reading.ok) throw fail(reading.problems);
  const problems = ruleProblems(ownRule(reading.value));
  if (problems.length > 0) throw fail(problems);
  return reading.value;
}
