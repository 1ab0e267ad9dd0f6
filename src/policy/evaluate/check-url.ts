import { governingDirective } from "../governing.ts";
import type { Origin, Target } from "../match/target.ts";
import { type ListMatch, matchSourceList } from "../match/url.ts";
import { type Directive, directiveNamed, type Policy } from "../policy.ts";
import { hasKeyword, type SourceExpression } from "../source/expression.ts";
import type { Check } from "./check.ts";
import { didNotHelp, type Evidence, openHash } from "./evidence.ts";
import { allowed, blocked, unknown, type Verdict } from "./verdict.ts";

const UPGRADED: ReadonlyMap<string, string> = new Map([
  ["http", "https"],
  ["ws", "wss"],
]);

/**
 * Whether a request, a form's target or a base URL is allowed: CSP3 #match-request-to-source-list,
 * for scripts #script-pre-request, for styles the pre-request check of #directive-style-src-elem.
 */
export function urlCheck(effective: string, target: Target, origin: Origin | null): Check {
  return {
    governing: (policy) => governingDirective(policy, effective),
    decide(directive, policy, evidence) {
      const found = matchUpgraded(target, directive, policy, origin);
      if (found === null) return unknown(directive, "upgrade");
      return takesNonces(effective, directive)
        ? decideElement(directive, found, evidence, effective)
        : decideMatch(directive, found);
    },
    explains(directive) {
      // `'strict-dynamic'` switches the other expressions off, so a match proves nothing.
      if (isScriptLike(effective, directive) && isStrict(directive.sources)) return true;
      return matchSourceList(target, directive.sources, origin).match === "no-match";
    },
    otherwise: effective === "base-uri" ? "unexplained" : "redirect",
  };
}

function decideMatch(directive: Directive, { match, expression }: ListMatch): Verdict {
  if (match === "match") return allowed(directive, "source-matches", expression);
  if (match === "no-match") return blocked(directive, "no-source-matches");
  return unknown(directive, match, expression);
}

/** Scripts and styles may get in by their nonce, scripts by their integrity or by who loads them. */
function decideElement(
  directive: Directive,
  found: ListMatch,
  evidence: Evidence,
  effective: string,
): Verdict {
  const { sources } = directive;
  const script = isScriptLike(effective, directive);
  const strict = script && isStrict(sources);
  if (!strict && found.match === "match") return decideMatch(directive, found);
  const nonce = sources.find(({ kind }) => kind === "nonce");
  if (nonce !== undefined && !evidence.withoutNonce) return unknown(directive, "nonce", nonce);
  const hash = script ? openHash(sources, evidence) : null;
  if (hash !== null) return unknown(directive, "hash", hash);
  if (!strict) return decideMatch(directive, found);
  return didNotHelp(evidence, "strict-dynamic")
    ? blocked(directive, "no-source-matches")
    : unknown(directive, "strict-dynamic");
}

/** Upgrade Insecure Requests comes before CSP; `null` where it would make a difference. */
function matchUpgraded(
  target: Target,
  { sources }: Directive,
  policy: Policy,
  origin: Origin | null,
): ListMatch | null {
  const found = matchSourceList(target, sources, origin);
  const scheme = UPGRADED.get(target.scheme);
  if (scheme === undefined || !upgrades(policy)) return found;
  const port = target.port === 80 ? 443 : target.port;
  const upgraded = matchSourceList({ ...target, scheme, port }, sources, origin);
  return upgraded.match === found.match ? found : null;
}

/** Whether the policy asks for upgrades. In a report-only policy that has no effect. */
export function upgrades(policy: Policy): boolean {
  return directiveNamed(policy, "upgrade-insecure-requests") !== null;
}

/** Workers are scripts only where a script directive governs them. */
function isScriptLike(effective: string, { name }: Directive): boolean {
  return effective === "script-src-elem" || (effective === "worker-src" && name === "script-src");
}

function takesNonces(effective: string, directive: Directive): boolean {
  return effective === "style-src-elem" || isScriptLike(effective, directive);
}

function isStrict(sources: readonly SourceExpression[]): boolean {
  return hasKeyword(sources, "strict-dynamic");
}
