import type { Directive, Policy } from "../policy.ts";
import type { Evidence } from "./evidence.ts";
import type { Verdict } from "./verdict.ts";

/** One question to a policy, that a violation comes down to. */
export interface Check {
  /** The directive that the policy has for it, or `null`. */
  governing(policy: Policy): Directive | null;
  /** The verdict of that directive, with what is known from the report's own policy. */
  decide(directive: Directive, policy: Policy, evidence: Evidence): Verdict;
  /** Whether that directive of the report's own policy is why it was reported. */
  explains(directive: Directive, policy: Policy): boolean;
  /** What to say where it is not. */
  readonly otherwise: "redirect" | "unexplained";
}
