import { asciiLowercase } from "../ascii.ts";
import { directiveOf } from "../parse.ts";
import type { Policy } from "../policy.ts";
import { serializeDirective } from "../serialize.ts";

/** How much of the policy's protection a change gives up. */
export type Risk = "low" | "medium" | "high";

/** One way to let something in: a directive of a policy, as it would be. */
export interface PolicyChange {
  /** The directive that is amended, added or removed. */
  readonly directive: string;
  /** The tokens that come in, in the order of the text. Empty where the directive is removed. */
  readonly add: readonly string[];
  /** The whole directive; `null` where it is to be removed. */
  readonly text: string | null;
  /** True where `text` holds a placeholder in braces (`{nonce}`, `{hash}`) and cannot be used as it is. */
  readonly template: boolean;
  readonly risk: Risk;
  /** One or two sentences for the operator: what it lets in, and what to watch. */
  readonly explanation: string;
}

/** What a change says beside its text. */
export interface Advice {
  readonly risk: Risk;
  readonly explanation: string;
}

/** A directive that gets further tokens. `'none'` goes, since it holds only alone. */
export function amended(
  directive: string,
  value: readonly string[],
  add: readonly string[],
  { risk, explanation }: Advice,
): PolicyChange {
  const kept = value.filter((token) => asciiLowercase(token) !== "'none'");
  const text = serializeDirective({ name: directive, value: [...kept, ...add] });
  return { directive, add, text, template: /\{\w+\}/.test(add.join(" ")), risk, explanation };
}

/** A directive that goes. */
export function removed(directive: string, { risk, explanation }: Advice): PolicyChange {
  return { directive, add: [], text: null, template: false, risk, explanation };
}

/** The policy after the change: the directive in its place, or at the end where it is new. */
export function applyChange(policy: Policy, change: PolicyChange): Policy {
  const { directive, text } = change;
  const others = policy.directives.filter(({ name }) => text !== null || name !== directive);
  if (text === null) return { ...policy, directives: others };
  const next = directiveOf(directive, text.split(" ").slice(1));
  const known = others.some(({ name }) => name === directive);
  const directives = others.map((one) => (one.name === directive ? next : one));
  return { ...policy, directives: known ? directives : [...directives, next] };
}
