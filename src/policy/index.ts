/**
 * Content Security Policy Level 3: parser, matcher, evaluation of what was reported, and changes
 * that would allow it. Pure. `CSP3 #name` stands for https://www.w3.org/TR/CSP3/#name; section
 * numbers move between drafts, anchors do not.
 */
export {
  DIRECTIVE_TABLE,
  type DirectiveInfo,
  type DirectiveKind,
  type DirectiveStatus,
  directiveInfo,
  type ValueGrammar,
} from "./directive-table.ts";
export { evaluate } from "./evaluate/evaluate.ts";
export type {
  AllowedReason,
  BlockedReason,
  Reason,
  UnknownReason,
  Verdict,
} from "./evaluate/verdict.ts";
export type { Finding, FindingCode } from "./finding.ts";
export {
  effectiveForDestination,
  effectiveForInline,
  fallbackList,
  governingDirective,
  governingEval,
  reportsSample,
} from "./governing.ts";
export { lint } from "./lint.ts";
export { matchesElement, matchesHash } from "./match/element.ts";
export { allowsAllInline, type InlineType, matchesNonce } from "./match/inline.ts";
export {
  type Doubt,
  type Match,
  type Origin,
  originOfDocument,
  type Target,
  targetOf,
} from "./match/target.ts";
export { type ListMatch, matchSource, matchSourceList } from "./match/url.ts";
export { directiveOf, parsePolicy, parsePolicyList } from "./parse.ts";
export {
  type Directive,
  directiveNamed,
  type Policy,
} from "./policy.ts";
export { serializeDirective, serializePolicy, serializePolicyList } from "./serialize.ts";
export type { Keyword, SourceExpression } from "./source/expression.ts";
export { parseSource } from "./source/parse.ts";
export { applyChange, type PolicyChange, type Risk } from "./suggest/change.ts";
export { suggest } from "./suggest/suggest.ts";
