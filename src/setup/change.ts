import {
  amended,
  applyChange,
  type Directive,
  directiveNamed,
  directiveOf,
  governingDirective,
  matchSourceList,
  type Policy,
  placeFor,
  targetOf,
} from "../policy/portable.ts";

const ADVICE = { risk: "low", explanation: "" } as const;

/**
 * The policy with sources added for an effective directive, and nothing else changed: where a
 * wider directive governed, a new one begins with what that one let in. A policy that restricts
 * nothing of the kind stays as it is.
 */
export function withSources(policy: Policy, effective: string, sources: readonly string[]): Policy {
  const governing = governingDirective(policy, effective);
  if (governing === null) return policy;
  const missing = sources.filter((source) => !lets(governing, source));
  if (missing.length === 0) return policy;
  const { name, value } = placeFor(effective, governing);
  return applyChange(policy, amended(name, value, missing, ADVICE));
}

function lets({ sources }: Directive, source: string): boolean {
  if (sources.some(({ text }) => text.toLowerCase() === source)) return true;
  if (source.startsWith("'")) return false;
  const target = targetOf(source.replace(/:$/, ""));
  return target !== null && matchSourceList(target, sources, null).match === "match";
}

/** The policy with a directive in its place, or at the end where it is new. */
export function withDirective(policy: Policy, name: string, value: readonly string[]): Policy {
  const next = directiveOf(name, value);
  const known = directiveNamed(policy, name) !== null;
  const directives = policy.directives.map((one) => (one.name === name ? next : one));
  return { ...policy, directives: known ? directives : [...directives, next] };
}

/** The policy without a directive. */
export function withoutDirective(policy: Policy, name: string): Policy {
  return { ...policy, directives: policy.directives.filter((one) => one.name !== name) };
}
