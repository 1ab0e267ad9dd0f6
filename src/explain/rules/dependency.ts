import { isPrivate, siteOf } from "../hosts.ts";
import { serviceAt } from "../services.ts";
import { inBrowsers, isWidespread, where } from "../spread.ts";
import type { Subject } from "../subject.ts";
import { suspectAt } from "../suspects.ts";
import { day, quoted } from "../words.ts";
import { type Rule, rulesFor } from "./rule.ts";

const ACTIVE =
  /^(?:script-src|script-src-elem|connect-src|form-action|base-uri|object-src|worker-src)$/;

/**
 * The foreign host, where it is on the network and none that attackers use. What a policy allowed
 * before, or was meant to allow, is not new.
 */
function thirdParty(subject: Subject): string | null {
  const { foreignHost, documentHosts, tightened, typo } = subject;
  if (foreignHost === null || tightened || typo !== null) return null;
  if (suspectAt(foreignHost) !== null) return null;
  return isPrivate(foreignHost) || (documentHosts.length > 0 && documentHosts.every(isPrivate))
    ? null
    : foreignHost;
}

function comesWithKnown({ sources }: Subject): string | null {
  const hosts = sources.map((source) => source.split("/")[2] ?? "");
  return hosts.find((host) => serviceAt(host) !== null) ?? null;
}

/** Nobody vouches for a host that runs code or gets data, and that no list knows. */
function isVouchedFor(subject: Subject, host: string): boolean {
  const known = serviceAt(host) !== null || subject.policySites.has(siteOf(host));
  return known || !ACTIVE.test(subject.directive) || comesWithKnown(subject) !== null;
}

export const DEPENDENCY: readonly Rule[] = rulesFor("new-dependency", "dependency", [
  {
    name: "new-host-after-version",
    points: 4,
    when: "A foreign host that came with a new policy version, in all engines.",
    holds: (subject) => {
      const host = thirdParty(subject);
      const { beginning, engines } = subject;
      if (host === null || beginning.kind !== "version" || !engines.all) return null;
      return `${quoted(host)} came with version ${quoted(beginning.version ?? "without a name", 40)}, ${inBrowsers(subject)}, ${where(subject)}: the release brought it.`;
    },
  },
  {
    name: "known-service",
    points: 3,
    when: "The host belongs to a service that many sites use on purpose.",
    holds: (subject) => {
      const host = thirdParty(subject);
      const service = host === null ? null : serviceAt(host);
      return service === null
        ? null
        : `${quoted(host ?? "")} belongs to ${service.name} (${service.does}), which many sites use on purpose.`;
    },
  },
  {
    name: "sister-host",
    points: 3,
    when: "The policy allows another host of the same party.",
    holds: (subject) => {
      const host = thirdParty(subject);
      if (host === null || !subject.policySites.has(siteOf(host))) return null;
      return `The policy names other hosts of ${quoted(siteOf(host))}: the page works with that party already.`;
    },
  },
  {
    name: "widespread",
    points: 2,
    when: "A foreign host in all engines, on many documents.",
    holds: (subject) => {
      const host = thirdParty(subject);
      if (host === null || !subject.engines.all || !isWidespread(subject)) return null;
      return `It happens ${where(subject)}, ${inBrowsers(subject)}: the page itself asks for ${quoted(host)}.`;
    },
  },
  {
    name: "sudden-start",
    points: 2,
    when: "A foreign host in all engines, on many documents, since a moment without a new policy version; not for unknown hosts that run code or get data.",
    holds: (subject) => {
      const host = thirdParty(subject);
      const { beginning, engines, facts } = subject;
      if (host === null || beginning.kind !== "moment" || !engines.all) return null;
      if (!isWidespread(subject) || !isVouchedFor(subject, host)) return null;
      return `It began on ${day(facts.firstSeen)} everywhere at once, without a new policy version: somebody added it outside of a release, as with a tag.`;
    },
  },
  {
    name: "always-there",
    points: 2,
    when: "A foreign host in all engines, on many documents, since the first reports.",
    holds: (subject) => {
      const host = thirdParty(subject);
      if (host === null || subject.beginning.kind !== "always" || !subject.engines.all) return null;
      if (!isWidespread(subject) || !isVouchedFor(subject, host)) return null;
      return `It has happened since the project's first reports: the policy never named ${quoted(host)}.`;
    },
  },
  {
    name: "loaded-by-known",
    points: 2,
    when: "The script that asks for it is a known service's.",
    holds: (subject) => {
      const loader = thirdParty(subject) === null ? null : comesWithKnown(subject);
      return loader === null
        ? null
        : `The script that asks for it comes from ${quoted(loader)}, a known service: it was added there.`;
    },
  },
]);
