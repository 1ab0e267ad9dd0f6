import { governingDirective, type Policy } from "../policy/portable.ts";
import type { AdviceList } from "./advice.ts";
import { withDirective, withSources } from "./change.ts";
import { MARKS } from "./template.ts";

const TOKEN = `'nonce-${MARKS.nonce}'`;

/** `mark`: each answer has its own. `none`: nobody can make one. `as-is`: the policy as it was given. */
export type NonceMode = "mark" | "none" | "as-is";

/** The policy with nonces that are new in each answer in place of those that were pasted. */
export function withNonce(policy: Policy, mode: NonceMode, advice: AdviceList): Policy {
  const fixed = policy.directives.filter(hasNonce);
  if (mode === "as-is") {
    for (const { sources } of fixed) {
      advice.add("fixed-nonce", sources.find(({ kind }) => kind === "nonce")?.text ?? null);
    }
    return policy;
  }
  const replaced = fixed.reduce((next, { name, value, sources }) => {
    const kept = value.filter((_, i) => sources[i]?.kind !== "nonce");
    return withDirective(next, name, mode === "mark" ? [...kept, TOKEN] : kept);
  }, policy);
  if (mode === "none" || fixed.length > 0) return replaced;
  if (governingDirective(policy, "script-src-elem") === null) advice.add("nonce-ungoverned");
  return withSources(policy, "script-src-elem", [TOKEN]);
}

function hasNonce({ sources }: Policy["directives"][number]): boolean {
  return sources.some(({ kind }) => kind === "nonce");
}
