import type { Finding } from "./finding.ts";
import type { SourceExpression } from "./source/expression.ts";

/** CSP3 #framework-directives. */
export interface Directive {
  /** In ASCII lower case; may be one that no browser knows. */
  readonly name: string;
  /** The tokens of the value, in their order and spelling. */
  readonly value: readonly string[];
  /** The value read as a source list, one for each token; empty where the directive takes none. */
  readonly sources: readonly SourceExpression[];
}

/** CSP3 #framework-policy: a directive set, in the order of its text. No two directives have one name. */
export interface Policy {
  readonly directives: readonly Directive[];
  /** What the parser left out. What is wrong within the directives, `lint` says. */
  readonly findings: readonly Finding[];
}

/** The directive of that name, CSP3 #framework-policy's directive set. */
export function directiveNamed(policy: Policy, name: string): Directive | null {
  return policy.directives.find((directive) => directive.name === name) ?? null;
}
