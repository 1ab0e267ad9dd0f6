import type { Violation } from "../../report/report.ts";
import { asciiLowercase } from "../ascii.ts";
import { isSameOrigin, type Origin, type Target, targetOf } from "../match/target.ts";
import { matchSourceList } from "../match/url.ts";
import { directiveNamed, type Policy } from "../policy.ts";
import { amended, type PolicyChange, removed } from "./change.ts";
import { dangerOf } from "./risk.ts";
import { hostSource } from "./url.ts";

/** Trusted Types grammar `tt-policy-name`. */
const POLICY_NAME = /^[A-Za-z0-9\-#=_/@.%]+$/;

/** The name that was refused, or leave to take it twice where it is on the list already. */
export function suggestForPolicyName(name: string | null, policy: Policy): PolicyChange[] {
  const directive = directiveNamed(policy, "trusted-types");
  if (directive === null || name === null || !POLICY_NAME.test(name)) return [];
  const { value } = directive;
  if (value.includes(name) || value.includes("*")) {
    if (value.some((token) => asciiLowercase(token) === "'allow-duplicates'")) return [];
    return [
      amended("trusted-types", value, ["'allow-duplicates'"], {
        risk: "medium",
        explanation:
          "Lets several policies have one name. The second may be an attacker's, so rather create it once.",
      }),
    ];
  }
  return [
    amended("trusted-types", value, [name], {
      risk: "low",
      explanation: `Lets scripts create a policy of the name ${name}. Review what it does: it decides what is trusted.`,
    }),
  ];
}

/** The policy cannot allow one sink: it is all of them, or the code is changed. */
export function suggestForSink(policy: Policy): PolicyChange[] {
  if (directiveNamed(policy, "require-trusted-types-for") === null) return [];
  return [
    removed("require-trusted-types-for", {
      risk: "high",
      explanation:
        "Gives up Trusted Types for the whole page. Better is to change the code that the report names, or to give it a default policy.",
    }),
  ];
}

/**
 * Who may frame the document. Reports do not say who tried; the referrer is likely to be it.
 */
export function suggestForAncestors(
  violation: Violation,
  origin: Origin | null,
  policy: Policy,
): PolicyChange[] {
  const directive = directiveNamed(policy, "frame-ancestors");
  const embedder = embedderOf(violation, origin);
  if (directive === null || embedder === null) return [];
  if (matchSourceList(embedder, directive.sources, origin).match === "match") return [];
  const { risk, consequence } = dangerOf("frame-ancestors");
  const explanation = `Lets ${embedder.host} frame the document, which the report gives as the referrer and not as the embedder: check that it is. ${consequence}`;
  return [
    amended("frame-ancestors", directive.value, [hostSource(embedder)], { risk, explanation }),
  ];
}

function embedderOf({ referrer }: Violation, origin: Origin | null): Target | null {
  const target = referrer === null ? null : targetOf(referrer);
  if (target === null || target.host === null) return null;
  return origin !== null && isSameOrigin(origin, target) ? null : target;
}

/** The one value that allows. */
export function suggestForWebrtc(policy: Policy): PolicyChange[] {
  if (directiveNamed(policy, "webrtc") === null) return [];
  return [
    amended("webrtc", [], ["'allow'"], {
      risk: "medium",
      explanation: "Lets scripts of the page connect to any peer, past what connect-src says.",
    }),
  ];
}
