import type { Doubt } from "../match/target.ts";
import type { Directive } from "../policy.ts";
import type { SourceExpression } from "../source/expression.ts";

/** What a policy would do about something that was once reported. */
export interface Verdict {
  readonly outcome: "blocked" | "allowed" | "unknown";
  /** Name of the directive of the policy that decides; `null` where the policy has none for it. */
  readonly directive: string | null;
  /** The token that lets it in, or that leaves it open; `null` where there is no such token. */
  readonly expression: string | null;
  readonly reason: Reason;
}

/** Stable. */
export type Reason = BlockedReason | AllowedReason | UnknownReason;

export type BlockedReason =
  /** No source expression matches the URL. */
  | "no-source-matches"
  /** Nothing in the source list allows this kind of inline code. */
  | "inline-not-allowed"
  | "eval-not-allowed"
  /** The list lets in no more than the one that blocked it. */
  | "no-looser"
  /** A sink asks for a trusted type, or a policy's name is not on the list. */
  | "trusted-types"
  | "webrtc-blocked"
  | "mixed-content";

export type AllowedReason =
  /** The policy has no directive that governs it. */
  "not-restricted" | "source-matches" | "trusted-types-allowed" | "webrtc-allowed";

/** What the report does not hold, and the answer depends on. */
export type UnknownReason =
  | Doubt
  /** Whether the element carries the page's nonce. */
  | "nonce"
  /** The hash of the code, or the integrity metadata of the script. */
  | "hash"
  /** Whether a trusted script brought it in. */
  | "strict-dynamic"
  /** Whether the script is a set of speculation rules. */
  | "speculation-rules"
  /** Whether the evaluated string was a trusted type. */
  | "trusted-types-eval"
  /** The old policy allows the reported URL: what it blocked was probably where that redirects to. */
  | "redirect"
  /** The policy would change the URL to https first, if it is enforced. */
  | "upgrade"
  /** Who framed the document. */
  | "embedder"
  /** Name of the Trusted Types policy, or whether it was created before. */
  | "policy-name"
  /** The report does not say what was blocked. */
  | "blocked-url"
  /** The report names a directive that covers several kinds, and they are treated differently. */
  | "ambiguous-directive"
  /** The report names no directive, or none that can be violated. */
  | "unknown-directive"
  /** The report has no policy, so a redirect cannot be ruled out. */
  | "no-original-policy"
  /** By its own policy this should not have been reported. */
  | "unexplained"
  /** Nobody obeys that directive any more, and what it did is not modelled. */
  | "not-modelled";

export function blocked(directive: Directive, reason: BlockedReason): Verdict {
  return { outcome: "blocked", directive: directive.name, expression: null, reason };
}

export function allowed(
  directive: Directive | null,
  reason: AllowedReason,
  expression: SourceExpression | null = null,
): Verdict {
  const name = directive?.name ?? null;
  return { outcome: "allowed", directive: name, expression: expression?.text ?? null, reason };
}

export function unknown(
  directive: Directive | null,
  reason: UnknownReason,
  expression: SourceExpression | null = null,
): Verdict {
  const name = directive?.name ?? null;
  return { outcome: "unknown", directive: name, expression: expression?.text ?? null, reason };
}
