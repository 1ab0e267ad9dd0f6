import { memoized } from "../../report/memo.ts";
import type { Violation } from "../../report/report.ts";
import { parsePolicyList } from "../parse.ts";
import { type Directive, directiveNamed, type Policy } from "../policy.ts";
import type { Check } from "./check.ts";
import { checksOf } from "./checks.ts";
import { evidenceOf, isNoLooser } from "./evidence.ts";
import { allowed, blocked, unknown, type Verdict } from "./verdict.ts";

/**
 * Whether a policy would still be violated by what was reported. It is about the URL or the code
 * that the report names, under the document that it names; what the report does not hold and the
 * answer depends on makes it `unknown`, with the reason.
 *
 * The report's own policy is used as evidence: what stood in it did not help then and does not
 * now. So a page's inline script that had no nonce under the old policy has none under a new one.
 *
 * Never throws; linear in the lengths of both policies and the report.
 */
export function evaluate(violation: Violation, policy: Policy): Verdict {
  const original = violation.originalPolicy === null ? null : parseOne(violation.originalPolicy);
  return merge(checksOf(violation).map((check) => answer(check, policy, original)));
}

const EMPTY: Policy = { directives: [], findings: [] };

/** A site's policy comes with each of its reports. `null` where several were joined: which one it was is not said. */
const parseOne = memoized((text: string): { policy: Policy | null } => {
  const [policy, ...others] = parsePolicyList(text);
  return { policy: others.length === 0 ? (policy ?? EMPTY) : null };
});

function answer(check: Check, policy: Policy, own: { policy: Policy | null } | null): Verdict {
  const original = own?.policy ?? null;
  const before = original === null ? null : check.governing(original);
  const directive = check.governing(policy);
  if (directive === null) {
    const strange = original !== null && before === null;
    return strange ? unknown(null, "unexplained") : allowed(null, "not-restricted");
  }
  const verdict = check.decide(directive, policy, evidenceOf(before));
  if (verdict.outcome === "blocked") return verdict;
  if (original === null) return withoutOriginal(check, directive, verdict);
  if (before === null) return unknown(directive, "unexplained");
  if (!gains(policy, original) && isNoLooser(directive, before)) {
    return blocked(directive, "no-looser");
  }
  return trusted(check, directive, verdict, check.explains(before, original));
}

/** Directives that change what others let in: the one URLs, the other `'trusted-types-eval'`. */
const LOOSENING = ["upgrade-insecure-requests", "require-trusted-types-for"];

function gains(policy: Policy, original: Policy): boolean {
  return LOOSENING.some(
    (name) => directiveNamed(policy, name) !== null && directiveNamed(original, name) === null,
  );
}

function withoutOriginal(check: Check, directive: Directive, verdict: Verdict): Verdict {
  const open = verdict.outcome === "allowed" && check.otherwise === "redirect";
  return open ? unknown(directive, "no-original-policy") : verdict;
}

/** That the policy allows what the report names is an answer only where that is what was blocked. */
function trusted(
  check: Check,
  directive: Directive,
  verdict: Verdict,
  explained: boolean,
): Verdict {
  if (verdict.outcome !== "allowed" || explained) return verdict;
  return unknown(directive, check.otherwise);
}

function merge(verdicts: readonly Verdict[]): Verdict {
  const [first, ...others] = verdicts;
  if (first === undefined) return unknown(null, "unknown-directive");
  const agreed = others.every(({ outcome }) => outcome === first.outcome);
  return agreed ? first : unknown(null, "ambiguous-directive");
}
