import { isAddress, isPrivate, siteOf } from "../hosts.ts";
import { lookalikeOf } from "../lookalike.ts";
import { isSensitive } from "../pages.ts";
import { SERVICE_DOMAINS, serviceAt } from "../services.ts";
import type { Subject } from "../subject.ts";
import { isThrowAway, type SuspectKind, suspectAt } from "../suspects.ts";
import { quoted } from "../words.ts";
import { type Rule, rulesFor } from "./rule.ts";

const SERVICE_SITES: readonly string[] = [...new Set(SERVICE_DOMAINS.map(siteOf))];
/** Where what comes in, or goes out, matters most. */
const ACTIVE =
  /^(?:script-src|script-src-elem|default-src|connect-src|form-action|worker-src|base-uri)$/;

function suspect(kind: SuspectKind): Rule["holds"] {
  return ({ foreignHost, sources }) => {
    const hosts = [foreignHost ?? "", ...sources.map((source) => source.split("/")[2] ?? "")];
    const host = hosts.find((each) => suspectAt(each)?.kind === kind);
    const found = host === undefined ? null : suspectAt(host);
    return found === null ? null : `${quoted(host ?? "")} is a host that ${found.what}.`;
  };
}

/** The host, unless it is a known service's. */
function stranger({ foreignHost }: Subject): string | null {
  return foreignHost !== null && serviceAt(foreignHost) === null ? foreignHost : null;
}

function imitated(subject: Subject) {
  const host = stranger(subject);
  if (host === null || isPrivate(host)) return null;
  const sites = [...subject.ownSites, ...subject.policySites, ...SERVICE_SITES];
  const found = lookalikeOf(host, sites);
  return found === null ? null : { host, ...found };
}

/** Rules about who was to be reached. */
export const ATTACK_WHO: readonly Rule[] = rulesFor("attack", "attack", [
  {
    name: "lookalike-host",
    points: 5,
    when: "The host is misspelt: a letter or two away from the project's own, from one that the policy names, or from a known service.",
    holds: (subject) => {
      const found = imitated(subject);
      if (found?.kind !== "misspelt") return null;
      return `${quoted(found.host)} is nearly ${quoted(found.of)}, and is not: names are registered so to be overlooked.`;
    },
  },
  {
    name: "borrowed-name",
    points: 3,
    when: "The host has the name of a known service, or of a host in the policy, with something added to it, and is none of that service's.",
    holds: (subject) => {
      const found = imitated(subject);
      if (found?.kind !== "extended" || subject.ownSites.has(found.of)) return null;
      return `${quoted(found.host)} has the name of ${quoted(found.of)} in it, which is not known to serve from there.`;
    },
  },
  {
    name: "known-name-elsewhere",
    points: 2,
    when: "The host is the name of a known service, or of a host in the policy, below another top-level domain.",
    holds: (subject) => {
      const found = imitated(subject);
      if (found?.kind !== "elsewhere" || subject.ownSites.has(found.of)) return null;
      return `${quoted(found.host)} is the name of ${quoted(found.of)} below another top-level domain.`;
    },
  },
  {
    name: "copied-site",
    points: 5,
    when: "The documents lie on a host that resembles the project's own, and is not.",
    holds: ({ documentHosts, ownSites }) => {
      const [host] = documentHosts;
      if (host === undefined || documentHosts.some((each) => ownSites.has(siteOf(each))))
        return null;
      const found = lookalikeOf(host, ownSites);
      if (found?.kind !== "misspelt") return null;
      return `The page was served from ${quoted(host)}, which resembles ${quoted(found.of)} and is none of the project's hosts: it is probably a copy made to deceive visitors.`;
    },
  },
  {
    name: "probe-host",
    points: 5,
    when: "The host belongs to a service that scanners and testers use.",
    holds: suspect("probe"),
  },
  {
    name: "miner",
    points: 5,
    when: "The host belongs to a service that makes visitors mine cryptocurrency.",
    holds: suspect("miner"),
  },
  {
    name: "hijacked-host",
    points: 4,
    when: "The host, or the source, belongs to a provider that has served malware.",
    holds: suspect("hijacked"),
  },
  {
    name: "drop-host",
    points: 3,
    when: "The host is one that anybody can post to.",
    holds: suspect("drop"),
  },
  {
    name: "throw-away-host",
    points: 2,
    when: "In a directive about code or data: an unknown host whose name costs nearly nothing.",
    holds: (subject) => {
      const host = stranger(subject);
      if (host === null || !ACTIVE.test(subject.directive) || !isThrowAway(host)) return null;
      return `The name ${quoted(host)} costs nearly nothing: attackers change such names often.`;
    },
  },
  {
    name: "numeric-host",
    points: 2,
    when: "In a directive about code or data: a public IP address in place of a name.",
    holds: ({ foreignHost, directive, facts }) => {
      if (foreignHost === null || !ACTIVE.test(directive)) return null;
      if (!isAddress(foreignHost) || isPrivate(foreignHost)) return null;
      const pages = facts.topDocuments.some(isSensitive)
        ? ", on a page where visitors pay or log in"
        : "";
      return `${quoted(foreignHost)} is an address without a name${pages}: services have names.`;
    },
  },
]);
