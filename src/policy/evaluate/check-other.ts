import { asciiLowercase } from "../ascii.ts";
import { governingDirective } from "../governing.ts";
import { type Directive, directiveNamed, type Policy } from "../policy.ts";
import type { Check } from "./check.ts";
import { upgrades } from "./check-url.ts";
import { allowed, blocked, unknown, type Verdict } from "./verdict.ts";

type Decide = (directive: Directive, policy: Policy) => Verdict;

/** A check of one directive that nothing else stands in for. */
function soleCheck(name: string, decide: Decide): Check {
  return {
    governing: (policy) => directiveNamed(policy, name),
    decide,
    explains: (directive, policy) => decide(directive, policy).outcome !== "allowed",
    otherwise: "unexplained",
  };
}

/** Trusted Types #require-trusted-types-for-pre-navigation-check and its sinks: `'script'` is the only group. */
export const sinkCheck: Check = soleCheck("require-trusted-types-for", (directive) =>
  directive.value.includes("'script'")
    ? blocked(directive, "trusted-types")
    : allowed(directive, "trusted-types-allowed"),
);

/**
 * Trusted Types #should-block-create-policy. That a name on the list was refused is because it
 * had been taken, which `'allow-duplicates'` permits.
 *
 * @param name `null` where the report does not hold it whole
 */
export function policyNameCheck(name: string | null): Check {
  return soleCheck("trusted-types", (directive) => {
    const tokens = directive.value.map(asciiLowercase);
    if (tokens.length === 0 || (tokens.length === 1 && tokens[0] === "'none'")) {
      return blocked(directive, "trusted-types");
    }
    const any = tokens.includes("*");
    if (!any && name === null) return unknown(directive, "policy-name");
    if (!any && !directive.value.includes(name ?? "")) return blocked(directive, "trusted-types");
    return tokens.includes("'allow-duplicates'")
      ? allowed(directive, "trusted-types-allowed")
      : unknown(directive, "policy-name");
  });
}

/** CSP3 #frame-ancestors-navigation-response. No engine names the ancestor that was in the way. */
export const ancestorsCheck: Check = soleCheck("frame-ancestors", (directive) =>
  matchesNothing(directive)
    ? blocked(directive, "no-source-matches")
    : unknown(directive, "embedder"),
);

/** Mixed Content #strict-checking. An upgraded request is no mixed content. */
export const mixedContentCheck: Check = soleCheck("block-all-mixed-content", (directive, policy) =>
  upgrades(policy) ? unknown(directive, "upgrade") : blocked(directive, "mixed-content"),
);

/** CSP3 #directive-webrtc. */
export const webrtcCheck: Check = soleCheck("webrtc", (directive) =>
  asciiLowercase(directive.value[0] ?? "") === "'block'"
    ? blocked(directive, "webrtc-blocked")
    : allowed(directive, "webrtc-allowed"),
);

/** For directives whose effect is not modelled. */
export function unmodelledCheck(name: string): Check {
  return soleCheck(name, (directive) => unknown(directive, "not-modelled"));
}

/** For reports that do not say what was blocked: only a list that matches nothing is certain. */
export function unsaidCheck(effective: string): Check {
  return {
    governing: (policy) => governingDirective(policy, effective),
    decide: (directive) =>
      matchesNothing(directive)
        ? blocked(directive, "no-source-matches")
        : unknown(directive, "blocked-url"),
    explains: () => true,
    otherwise: "unexplained",
  };
}

/** An empty list, `'none'`, and what browsers do not understand. */
function matchesNothing({ sources }: Directive): boolean {
  return sources.every(
    (source) =>
      source.kind === "invalid" ||
      (source.kind === "keyword" &&
        (source.keyword === "none" || source.keyword.startsWith("report-"))),
  );
}
