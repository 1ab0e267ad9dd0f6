import { effectiveForInline, governingDirective, governingEval } from "../governing.ts";
import { allowsAllInline, type InlineType, takesHash, takesNonce } from "../match/inline.ts";
import type { Directive } from "../policy.ts";
import {
  contentHashes,
  hasKeyword,
  type Keyword,
  type SourceExpression,
} from "../source/expression.ts";
import type { Check } from "./check.ts";
import { didNotHelp, type Evidence, evidenceOf, openHash } from "./evidence.ts";
import { allowed, blocked, unknown, type Verdict } from "./verdict.ts";

const NOTHING = evidenceOf(null);

/**
 * Whether inline code is allowed: CSP3 #match-element-to-source-list. A report of a script may
 * be one of a `javascript:` URL, which takes no nonce, and a hash only with `'unsafe-hashes'`.
 */
export function inlineCheck(type: InlineType): Check {
  const decide = (directive: Directive, evidence: Evidence) =>
    decideInline(directive, type, evidence);
  return {
    governing: (policy) => governingDirective(policy, effectiveForInline(type)),
    decide: (directive, _policy, evidence) => decide(directive, evidence),
    explains: (directive) => decide(directive, NOTHING).outcome !== "allowed",
    otherwise: "unexplained",
  };
}

function decideInline(directive: Directive, type: InlineType, evidence: Evidence): Verdict {
  const { sources } = directive;
  if (allowsAllInline(sources, type)) {
    return allowed(directive, "source-matches", keywordIn(sources, "unsafe-inline"));
  }
  const nonce = sources.find(({ kind }) => kind === "nonce");
  if (nonce !== undefined && takesNonce(type) && !evidence.withoutNonce) {
    return unknown(directive, "nonce", nonce);
  }
  const hash = takesHash(sources, type) ? openContentHash(sources, evidence) : null;
  if (hash !== null) return unknown(directive, "hash", hash);
  const rules = type === "script" ? keywordIn(sources, "inline-speculation-rules") : null;
  if (rules !== null && !didNotHelp(evidence, "inline-speculation-rules")) {
    return unknown(directive, "speculation-rules", rules);
  }
  return blocked(directive, "inline-not-allowed");
}

/** A hash that did not fit without `'unsafe-hashes'` may fit with it. */
function openContentHash(
  sources: readonly SourceExpression[],
  evidence: Evidence,
): SourceExpression | null {
  const gained = hasKeyword(sources, "unsafe-hashes") && !didNotHelp(evidence, "unsafe-hashes");
  return openHash(contentHashes(sources), gained ? NOTHING : evidence);
}

/** Whether a string may be compiled: CSP3 #can-compile-strings. */
export const evalCheck: Check = compileCheck((directive, evidence) => {
  const { sources } = directive;
  const trusted = keywordIn(sources, "trusted-types-eval");
  if (trusted !== null) return unknown(directive, "trusted-types-eval", trusted);
  const hashes = sources.filter((source) => source.kind === "hash" && source.of === "eval");
  const hash = openHash(hashes, evidence);
  return hash === null ? null : unknown(directive, "hash", hash);
}, "unsafe-eval");

/** Whether WebAssembly may be compiled: CSP3 #can-compile-wasm-bytes. */
export const wasmCheck: Check = compileCheck(() => null, "wasm-unsafe-eval", "unsafe-eval");

function compileCheck(
  doubtOf: (directive: Directive, evidence: Evidence) => Verdict | null,
  ...keywords: Keyword[]
): Check {
  const decide = (directive: Directive, evidence: Evidence) => {
    for (const keyword of keywords) {
      const source = keywordIn(directive.sources, keyword);
      if (source !== null) return allowed(directive, "source-matches", source);
    }
    return doubtOf(directive, evidence) ?? blocked(directive, "eval-not-allowed");
  };
  return {
    governing: governingEval,
    decide: (directive, _policy, evidence) => decide(directive, evidence),
    explains: (directive) => decide(directive, NOTHING).outcome !== "allowed",
    otherwise: "unexplained",
  };
}

function keywordIn(
  sources: readonly SourceExpression[],
  keyword: Keyword,
): SourceExpression | null {
  return sources.find((source) => source.kind === "keyword" && source.keyword === keyword) ?? null;
}
