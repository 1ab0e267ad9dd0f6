import type { Directive, Policy } from "./policy.ts";

/** CSP3 grammar `serialized-directive`: the name and the tokens of the value, one space between. */
export function serializeDirective({ name, value }: Pick<Directive, "name" | "value">): string {
  return [name, ...value].join(" ");
}

/**
 * CSP3 grammar `serialized-policy`: the directives in their order. Parsing the result gives the
 * same directives again; what the parser left out is not in it.
 */
export function serializePolicy(policy: Pick<Policy, "directives">): string {
  return policy.directives.map(serializeDirective).join("; ");
}

/** CSP3 grammar `serialized-policy-list`: the value of one header that delivers all of them. */
export function serializePolicyList(policies: readonly Pick<Policy, "directives">[]): string {
  return policies.map(serializePolicy).join(", ");
}
