import { isSensitive, isSignIn } from "../pages.ts";
import { serviceAt } from "../services.ts";
import { inBrowsers, isNarrow, where } from "../spread.ts";
import type { Subject } from "../subject.ts";
import { quoted } from "../words.ts";
import { type Rule, rulesFor } from "./rule.ts";

const SCRIPTS = /^(?:script-src|script-src-elem|worker-src|default-src)$/;

/**
 * A host that nobody's list knows, on payment and login pages alone. Skimmers come without a
 * release, and to every visitor; what comes to one engine's alone is an extension's.
 */
function strangerOnSensitivePages(subject: Subject): string | null {
  const { foreignHost, facts, engines } = subject;
  if (foreignHost === null || serviceAt(foreignHost) !== null) return null;
  if (!isNarrow(subject) || !isUnannounced(subject) || engines.alone !== null) return null;
  const { topDocuments } = facts;
  return topDocuments.length > 0 && topDocuments.every(isSensitive) ? foreignHost : null;
}

/** It began between two policy versions of a project that has several. */
function isUnannounced({ beginning, facts }: Subject): boolean {
  return beginning.kind === "moment" && facts.project.versions.length > 1;
}

function place(subject: Subject): string {
  const page = subject.facts.topDocuments[0] ?? "";
  return `${where(subject)} where visitors pay or log in, such as ${quoted(page)}`;
}

/** Rules about where something was tried. */
export const ATTACK_WHERE: readonly Rule[] = rulesFor("attack", "attack", [
  {
    name: "skimmer-connect-src",
    points: 3,
    when: "connect-src; an unknown host; on payment and login pages alone, on few documents; began between two policy versions, and not in one engine alone.",
    holds: (subject) => {
      const host = strangerOnSensitivePages(subject);
      if (host === null || subject.directive !== "connect-src") return null;
      return `A script tried to send data to ${quoted(host)}, a host that is no known service, ${place(subject)}. That is what a card skimmer does.`;
    },
  },
  {
    name: "skimmer-script-src",
    points: 2,
    when: "A script of an unknown host; on payment and login pages alone, on few documents; began between two policy versions, and not in one engine alone.",
    holds: (subject) => {
      const host = strangerOnSensitivePages(subject);
      if (host === null || !SCRIPTS.test(subject.directive)) return null;
      return `A script of ${quoted(host)}, a host that is no known service, was to run ${place(subject)}.`;
    },
  },
  {
    name: "skimmer-image",
    points: 1,
    when: "An image or a frame of an unknown host; on payment and login pages alone, on few documents; began between two policy versions, and not in one engine alone.",
    holds: (subject) => {
      const host = strangerOnSensitivePages(subject);
      if (host === null || !/^(?:img|frame|media)-src$/.test(subject.directive)) return null;
      return `Something of ${quoted(host)}, a host that is no known service, was to load ${place(subject)}. An image's address can carry data away.`;
    },
  },
  {
    name: "form-action-foreign-host",
    points: 3,
    when: "form-action; an unknown host; on few documents that are no step of a sign-in; began between two policy versions.",
    holds: (subject) => {
      const { foreignHost, directive, facts } = subject;
      if (directive !== "form-action" || foreignHost === null) return null;
      if (serviceAt(foreignHost) !== null || !isNarrow(subject)) return null;
      if (!isUnannounced(subject) || facts.topDocuments.some(isSignIn)) return null;
      return `A form was to be sent to ${quoted(foreignHost)}, a host that is no known service, ${where(subject)}, ${inBrowsers(subject)}. An injected form does that to collect what visitors type.`;
    },
  },
  {
    name: "base-uri-foreign-host",
    points: 4,
    when: "base-uri with a foreign host: hardly any page points its base elsewhere on purpose.",
    holds: ({ directive, foreignHost }) =>
      directive === "base-uri" && foreignHost !== null
        ? `A <base> element pointed to ${quoted(foreignHost)}, from where all relative scripts of the page would then load. Pages hardly ever do that on purpose, and injected markup does.`
        : null,
  },
]);
