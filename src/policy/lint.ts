import { directiveInfo, type ValueGrammar } from "./directive-table.ts";
import type { Finding, FindingCode } from "./finding.ts";
import { lintSources } from "./lint-sources.ts";
import type { Directive, Policy } from "./policy.ts";

/** HTML, the keywords of the `sandbox` attribute. */
const SANDBOX: ReadonlySet<string> = new Set([
  "allow-downloads",
  "allow-forms",
  "allow-modals",
  "allow-orientation-lock",
  "allow-pointer-lock",
  "allow-popups",
  "allow-popups-to-escape-sandbox",
  "allow-presentation",
  "allow-same-origin",
  "allow-scripts",
  "allow-storage-access-by-user-activation",
  "allow-top-navigation",
  "allow-top-navigation-by-user-activation",
  "allow-top-navigation-to-custom-protocols",
]);

/** Trusted Types grammars `tt-keyword` and `tt-policy-name`, and the wildcard. */
const TRUSTED_TYPES = /^(?:'none'|'allow-duplicates'|\*|[a-z0-9\-#=_/@.%]+)$/i;

/** For the grammars whose tokens can be told right from wrong. */
const TOKENS: Partial<Record<ValueGrammar, (token: string) => boolean>> = {
  "sandbox-tokens": (token) => SANDBOX.has(token.toLowerCase()),
  "trusted-types": (token) => TRUSTED_TYPES.test(token),
  "sink-groups": (token) => token === "'script'",
  webrtc: (token) => /^'(?:allow|block)'$/i.test(token),
};

const NEEDS_VALUE: ReadonlySet<ValueGrammar> = new Set([
  "endpoint-name",
  "sink-groups",
  "uri-references",
  "webrtc",
]);

/**
 * All findings of a policy: what the parser dropped, and what is in it without having the effect
 * that it seems to have. In the order of the policy, those of the parser first.
 */
export function lint(policy: Policy): Finding[] {
  return [...policy.findings, ...policy.directives.flatMap(lintDirective)];
}

function lintDirective(directive: Directive): Finding[] {
  const { name, value } = directive;
  const info = directiveInfo(name);
  const found = (code: FindingCode, text: string): Finding => ({ code, directive: name, text });
  if (info === null) return [found("unknown-directive", name)];
  const findings: Finding[] = [];
  if (info.status !== "current") findings.push(found(`${info.status}-directive`, name));
  if (value.length === 0 && NEEDS_VALUE.has(info.value))
    findings.push(found("missing-value", name));
  if (value.length > 0 && info.value === "none") {
    findings.push(found("unexpected-value", value.join(" ")));
  }
  const known = TOKENS[info.value];
  const unknown = known === undefined ? [] : value.filter((token) => !known(token));
  findings.push(...unknown.map((token) => found("unknown-token", token)));
  return [...findings, ...lintSources(directive)];
}
