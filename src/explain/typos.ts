import {
  type Directive,
  evaluate,
  type Finding,
  lint,
  type Policy,
  type PolicyChange,
  parsePolicy,
  serializeDirective,
} from "../policy/index.ts";
import { DIRECTIVES, isKnownDirective } from "../report/directives.ts";
import type { Violation } from "../report/report.ts";
import type { Blocked } from "./blocked.ts";
import { siteOf } from "./hosts.ts";
import { distance } from "./lookalike.ts";
import { serviceAt } from "./services.ts";
import { quoted } from "./words.ts";

/** What has to be known to look for a mistake. */
export interface Violated {
  readonly example: Violation | null;
  readonly policy: Policy | null;
  readonly governing: Directive | null;
  readonly blocked: Blocked;
  readonly ownSites: ReadonlySet<string>;
}

/** A mistake in the policy, and the policy without it. */
export interface Typo {
  /** Says what is wrong. */
  readonly text: string;
  readonly change: PolicyChange;
  readonly fixed: Policy;
}

/** A policy has few mistakes; hostile ones may have thousands. */
const MOST = 20;

const KEYWORDS = ["'self'", "'none'", "'unsafe-inline'", "'unsafe-eval'", "'strict-dynamic'"];

/**
 * The first mistake in the policy without which it would have allowed what was blocked; `null`
 * where there is none, or where that cannot be told.
 */
export function typoBehind(violated: Violated): Typo | null {
  const { example, policy } = violated;
  if (example === null || policy === null) return null;
  const candidates = [
    ...lint(policy)
      .slice(0, MOST)
      .map((finding) => fixOf(finding, policy)),
    hostTypo(violated, policy),
  ];
  const helps = (typo: Typo | null) =>
    typo !== null && evaluate(example, typo.fixed).outcome === "allowed";
  return candidates.find(helps) ?? null;
}

function fixOf({ code, directive: name, text }: Finding, policy: Policy): Typo | null {
  const directive = policy.directives.find((each) => each.name === name);
  if (directive === undefined) return null;
  switch (code) {
    case "missing-quotes":
      return replaced(policy, directive, text, `'${text}'`, "lacks its quotes");
    case "scheme-without-colon":
      return replaced(policy, directive, text, `${text}:`, "lacks its colon");
    case "unknown-keyword":
      return misspeltKeyword(policy, directive, text);
    case "misplaced-quote":
      return replaced(policy, directive, text, text.replaceAll(/['"`]/g, ""), "has stray quotes");
    case "directive-name-as-source":
      return missingSemicolon(policy, directive, text);
    case "unknown-directive":
      return misspeltDirective(policy, directive);
    default:
      return null;
  }
}

function replaced(
  policy: Policy,
  directive: Directive,
  text: string,
  by: string,
  wrong: string,
): Typo {
  const value = directive.value.map((token) => (token === text ? by : token));
  const { name } = directive;
  const said = `In ${name} ${quoted(text)} ${wrong}: ${quoted(by)} was meant.`;
  return typo(policy, name, { name, value }, [by], said);
}

function misspeltKeyword(policy: Policy, directive: Directive, text: string): Typo | null {
  const lower = text.toLowerCase().replaceAll("_", "-");
  const meant = KEYWORDS.find((keyword) => distance(lower, keyword, 2) <= 2);
  return meant === undefined ? null : replaced(policy, directive, text, meant, "is misspelt");
}

function misspeltDirective(policy: Policy, { name, value }: Directive): Typo | null {
  const meant = DIRECTIVES.find((known) => distance(name.slice(0, 40), known, 2) <= 2);
  if (meant === undefined || policy.directives.some((each) => each.name === meant)) return null;
  const said = `The policy has a directive ${quoted(name)}, which no browser knows: ${meant} was meant.`;
  return typo(policy, name, { name: meant, value }, value, said);
}

function missingSemicolon(policy: Policy, directive: Directive, text: string): Typo | null {
  const from = directive.value.indexOf(text);
  const name = text.toLowerCase();
  if (from < 0 || !isKnownDirective(name)) return null;
  const kept = { name: directive.name, value: directive.value.slice(0, from) };
  const value = directive.value.slice(from + 1);
  const shortened = withDirective(policy, directive.name, kept);
  const said = `Before ${name} a semicolon is missing: browsers take it, and what follows, for sources of ${directive.name}.`;
  return typo(shortened, name, { name, value }, value, said);
}

/** A host of the policy that is a letter or two away from one that is the project's or well known. */
function hostTypo({ blocked, ownSites, governing }: Violated, policy: Policy): Typo | null {
  const { host } = blocked;
  if (host === null || governing === null) return null;
  const site = siteOf(host);
  if (!ownSites.has(site) && serviceAt(host) === null) return null;
  const near = governing.sources.find(
    (source) =>
      source.kind === "host" &&
      siteOf(source.host) !== site &&
      distance(siteOf(source.host).slice(0, 80), site.slice(0, 80), 2) <= 2,
  );
  if (near?.kind !== "host") return null;
  const by = near.text.replace(siteOf(near.host), site);
  return replaced(policy, governing, near.text, by, "is misspelt");
}

interface Written {
  readonly name: string;
  readonly value: readonly string[];
}

function typo(
  policy: Policy,
  name: string,
  next: Written,
  add: readonly string[],
  text: string,
): Typo {
  const change: PolicyChange = {
    directive: next.name,
    add: [...add],
    text: serializeDirective(next),
    template: false,
    risk: "low",
    explanation: "Makes the policy say what its author meant.",
  };
  return { text, change, fixed: withDirective(policy, name, next) };
}

/** The policy with another directive in that one's place, or at the end. */
function withDirective({ directives }: Policy, name: string, next: Written): Policy {
  const known = directives.some((each) => each.name === name);
  const written: Written[] = directives.map((each) => (each.name === name ? next : each));
  const all = known ? written : [...written, next];
  return parsePolicy(all.map(serializeDirective).join("; "));
}
