import {
  type Directive,
  evaluate,
  governingDirective,
  type Policy,
  parsePolicyList,
} from "../policy/index.ts";
import type { Violation } from "../report/report.ts";
import { type Beginning, beginningOf } from "./beginning.ts";
import { type Blocked, blockedOf } from "./blocked.ts";
import { type Engines, enginesOf } from "./engines.ts";
import type { IssueFacts } from "./facts.ts";
import { siteOf } from "./hosts.ts";
import { hostOfDocument } from "./pages.ts";
import { type Typo, typoBehind } from "./typos.ts";

/** Longer policies and URLs are not looked into. */
const LONGEST_POLICY = 32_768;
const LONGEST_URL = 8192;

/** An issue as rules look at it: the facts, and what follows from them. */
export interface Subject {
  readonly facts: IssueFacts;
  /** Never `null`: `unknown` where the reports name none. */
  readonly directive: string;
  readonly blocked: Blocked;
  /** Host of what was blocked, where it is none of the project's own. */
  readonly foreignHost: string | null;
  /** Sites of the project, and hosts of the documents that reported. */
  readonly ownSites: ReadonlySet<string>;
  readonly documentHosts: readonly string[];
  /** The example, where it is short enough to look into. */
  readonly example: Violation | null;
  readonly policy: Policy | null;
  /** The directive of that policy that forbids it. */
  readonly governing: Directive | null;
  /** Sites that the policy names anywhere. */
  readonly policySites: ReadonlySet<string>;
  /** The mistake in that policy without which it would have allowed it. */
  readonly typo: Typo | null;
  /** The policy before allowed it. */
  readonly tightened: boolean;
  /** Sources of the issue and of its variants; the document's own code has none. */
  readonly sources: readonly string[];
  readonly engines: Engines;
  readonly beginning: Beginning;
  /** Part of the project's documents, 0 to 1; `null` where that is unknown. */
  readonly share: number | null;
  readonly perDocument: number;
}

/** What follows from the facts. Linear in their size, cut where they are longer than real ones. */
export function subjectOf(facts: IssueFacts): Subject {
  const { project, counts } = facts;
  const documents = Math.max(1, facts.documents);
  const example = shortEnough(facts.example);
  const policy = policyOf(example);
  const directive = facts.directive ?? "unknown";
  const documentHosts = hostsOf(facts);
  const ownSites = new Set((project.hosts.length > 0 ? project.hosts : documentHosts).map(siteOf));
  const blocked = blockedOf(facts.blocked, example);
  const foreign = blocked.host !== null && !ownSites.has(siteOf(blocked.host));
  const governing = policy === null ? null : governingDirective(policy, directive);
  return {
    facts,
    directive,
    blocked,
    foreignHost: foreign ? blocked.host : null,
    ownSites,
    documentHosts,
    example,
    policy,
    governing,
    typo: typoBehind({ example, policy, governing, blocked, ownSites }),
    tightened: isTightened(example, facts.previousPolicy),
    policySites: sitesIn(policy),
    sources: sourcesOf(facts),
    engines: enginesOf(facts.browsers, project.browsers),
    beginning: beginningOf(facts),
    share: project.documents ? Math.min(1, documents / project.documents) : null,
    perDocument: counts.received / documents,
  };
}

/** `null` where a report lists several policies: which one it was is not said. */
function policyOf(example: Violation | null): Policy | null {
  const text = example?.originalPolicy;
  if (typeof text !== "string" || text.length > LONGEST_POLICY) return null;
  const [policy, ...others] = parsePolicyList(text);
  return others.length === 0 ? (policy ?? null) : null;
}

/** Whether every policy of the header before would have allowed it. */
function isTightened(example: Violation | null, previous: string | null): boolean {
  if (example === null || previous === null || previous.length > LONGEST_POLICY) return false;
  const policies = parsePolicyList(previous);
  return (
    policies.length > 0 &&
    policies.every((policy) => evaluate(example, policy).outcome === "allowed")
  );
}

function shortEnough(example: Violation | null): Violation | null {
  if (example === null) return null;
  const { blockedURL, documentURL, originalPolicy } = example;
  const long =
    (blockedURL?.length ?? 0) > LONGEST_URL ||
    (documentURL?.length ?? 0) > LONGEST_URL ||
    (originalPolicy?.length ?? 0) > LONGEST_POLICY;
  return long ? null : example;
}

function hostsOf({ topDocuments, example }: IssueFacts): string[] {
  const urls = [...topDocuments.slice(0, 50), example?.documentURL ?? ""];
  return [...new Set(urls.map(hostOfDocument))].filter((host) => host !== null);
}

function sitesIn(policy: Policy | null): ReadonlySet<string> {
  const sources = policy?.directives.flatMap(({ sources }) => sources) ?? [];
  const hosts = sources.filter((source) => source.kind === "host").map(({ host }) => host);
  return new Set(hosts.map((host) => siteOf(host.replace(/^\*\./, ""))).filter((s) => s !== "*"));
}

function sourcesOf({ source, variants }: IssueFacts): string[] {
  const files = variants.slice(0, 50).map(({ sourceFile }) => sourceFile);
  return [...new Set([source, ...files])].filter((file) => file !== null);
}
