import { isKnownDirective } from "../../report/directives.ts";
import type { Violation } from "../../report/report.ts";
import { DIRECTIVE_TABLE } from "../directive-table.ts";
import { blockedOf } from "../evaluate/blocked.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { wholeSample } from "../evaluate/sample.ts";
import type { InlineType } from "../match/inline.ts";
import { originOfDocument } from "../match/target.ts";
import type { Policy } from "../policy.ts";
import type { PolicyChange } from "./change.ts";
import { suggestForEval, suggestForInline, suggestForWasm } from "./code.ts";
import {
  suggestForAncestors,
  suggestForPolicyName,
  suggestForSink,
  suggestForWebrtc,
} from "./other.ts";
import { suggestForUrl } from "./url.ts";

/** By effective directive; where elements and attributes are not told apart, an element. */
const INLINE: ReadonlyMap<string, InlineType> = new Map([
  ["script-src", "script"],
  ["script-src-elem", "script"],
  ["script-src-attr", "script attribute"],
  ["style-src", "style"],
  ["style-src-elem", "style"],
  ["style-src-attr", "style attribute"],
]);

/** What engines of CSP1 and CSP2 report in place of the directive that is meant most. */
const FINE: ReadonlyMap<string, string> = new Map([
  ["script-src", "script-src-elem"],
  ["style-src", "style-src-elem"],
  ["child-src", "frame-src"],
]);

/**
 * The smallest changes of a policy that would let in what was reported, the narrowest first.
 * Each stands alone. Empty where the policy allows it already, where the report does not say
 * what to allow, and where no change of the policy is right: browser extensions, `javascript:`
 * URLs, retired directives, scripts beside `'strict-dynamic'` (which need a nonce on the
 * element). Whether the thing should be let in at all is not decided here.
 */
export function suggest(violation: Violation, policy: Policy): PolicyChange[] {
  if (evaluate(violation, policy).outcome === "allowed") return [];
  const blocked = blockedOf(violation);
  switch (blocked.kind) {
    case "trusted-types-policy":
      return suggestForPolicyName(wholeSample(violation), policy);
    case "trusted-types-sink":
      return suggestForSink(policy);
    case "eval":
      return suggestForEval(policy);
    case "wasm-eval":
      return suggestForWasm(policy);
  }
  const name = violation.effectiveDirective;
  if (name === null || !isKnownDirective(name)) return [];
  const origin = originOfDocument(violation.documentURL);
  if (name === "frame-ancestors") return suggestForAncestors(violation, origin, policy);
  if (name === "webrtc") return suggestForWebrtc(policy);
  if (blocked.kind === "inline") {
    return inlineChanges(name, violation, policy);
  }
  const { value, status } = DIRECTIVE_TABLE[name];
  if (blocked.kind !== "url" || value !== "source-list" || status === "removed") return [];
  return suggestForUrl(FINE.get(name) ?? name, blocked.target, origin, policy);
}

function inlineChanges(name: string, violation: Violation, policy: Policy): PolicyChange[] {
  const type = INLINE.get(name);
  if (type === undefined) return [];
  // All engines begin the sample of such a URL so; what they hash of it differs.
  const navigation = type === "script" && violation.sample?.startsWith("javascript:") === true;
  if (navigation) return suggestForInline("navigation", null, policy);
  return suggestForInline(type, wholeSample(violation), policy);
}
