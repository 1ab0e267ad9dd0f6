import { type Directive, matchSourceList, originOfDocument, targetOf } from "../../policy/index.ts";
import { isPrivate, siteOf } from "../hosts.ts";
import { isSignIn } from "../pages.ts";
import { inBrowsers, isRecurring, isWidespread, where } from "../spread.ts";
import type { Subject } from "../subject.ts";
import { quoted } from "../words.ts";
import { type Rule, rulesFor } from "./rule.ts";

const CODE: ReadonlySet<string> = new Set([
  "inline",
  "eval",
  "wasm-eval",
  "trusted-types-sink",
  "trusted-types-policy",
]);
/** Content that a page makes itself. */
const MADE = /^(?:data|blob|filesystem|mediastream)$/;
const APP_LINK =
  /^(?:mailto|tel|sms|intent|market|itms-apps?|whatsapp|tg|skype|facetime|geo|magnet)$/;

/** Code, content or a URL that can only be the page's own, or an extension's. */
function isOwnKind({ blocked }: Subject): boolean {
  const made = blocked.kind === "scheme" && MADE.test(blocked.scheme ?? "");
  return made || CODE.has(blocked.kind) || blocked.kind === "self";
}

/** Code of the page's own hosts asked for it. */
function ownSource({ sources, ownSites, documentHosts }: Subject): string | null {
  if (documentHosts.length > 0 && documentHosts.every(isPrivate)) return null;
  const isOwn = (source: string) => {
    const host = source.split("/")[2]?.replace(/:\d*$/, "").toLowerCase();
    return host !== undefined && /^https?:/i.test(source) && ownSites.has(siteOf(host));
  };
  return sources.find(isOwn) ?? null;
}

/** By the letter of the governing directive; beside 'strict-dynamic' no host counts. */
function allowsReported({ blocked, example, governing, documentHosts }: Subject): boolean {
  if (blocked.host === null || example === null || governing === null) return false;
  if (documentHosts.every(isPrivate) || hasStrictDynamic(governing)) return false;
  const target = targetOf(blocked.url);
  const origin = originOfDocument(example.documentURL);
  return target !== null && matchSourceList(target, governing.sources, origin).match === "match";
}

function hasStrictDynamic({ sources }: Directive): boolean {
  return sources.some((source) => source.kind === "keyword" && source.keyword === "strict-dynamic");
}

export const BROKEN: readonly Rule[] = rulesFor("broken-page", "broken", [
  {
    name: "policy-tightened",
    points: 6,
    when: "The policy of the version before would have allowed it.",
    holds: ({ tightened }) =>
      tightened
        ? "The policy that came before this one allowed it: the page has not changed, the policy has."
        : null,
  },
  {
    name: "policy-typo",
    points: 6,
    when: "The policy has a mistake without which it would have allowed it.",
    holds: ({ typo }) => typo?.text ?? null,
  },
  {
    name: "own-host",
    points: 4,
    when: "What was blocked lies on a host of the project's own site.",
    holds: ({ blocked, ownSites, documentHosts }) => {
      const { host } = blocked;
      if (host === null || !ownSites.has(siteOf(host))) return null;
      if (documentHosts.some((each) => !ownSites.has(siteOf(each)))) return null;
      return documentHosts.every(isPrivate)
        ? null
        : `${quoted(host)} belongs to the project's own site: the policy does not name all that the page uses of it.`;
    },
  },
  {
    name: "insecure-own-url",
    points: 2,
    when: "A page of https asks for a URL of its own site by http.",
    holds: ({ blocked, ownSites, facts }) => {
      const { host, scheme } = blocked;
      const secure = facts.topDocuments.some((url) => url.startsWith("https:"));
      const plain = scheme === "http" || scheme === "ws";
      return host !== null && plain && secure && ownSites.has(siteOf(host))
        ? `The page is served by https and asks for ${quoted(blocked.url)} by ${scheme}.`
        : null;
    },
  },
  {
    name: "own-source",
    points: 2,
    when: "Code of the project's own hosts asked for it; no extension names such a source.",
    holds: (subject) => {
      const source = isOwnKind(subject) ? ownSource(subject) : null;
      return source === null
        ? null
        : `The code that asked for it is the project's own: ${quoted(source)}.`;
    },
  },
  {
    name: "all-engines",
    points: 2,
    when: "Code or content without a host, in all engines.",
    holds: (subject) =>
      isOwnKind(subject) && subject.engines.all
        ? `It happens ${inBrowsers(subject)}: what one extension does would not show in all of them.`
        : null,
  },
  {
    name: "recurring",
    points: 2,
    when: "Code or content without a host, three times on each document or more.",
    holds: (subject) =>
      isOwnKind(subject) && isRecurring(subject)
        ? `It comes again and again on the same pages, ${where(subject)}: it is part of them.`
        : null,
  },
  {
    name: "inline-handler",
    points: 1,
    when: "An event handler in the markup, in more than one engine.",
    holds: (subject) => {
      const handler = subject.directive === "script-src-attr" && subject.blocked.kind === "inline";
      return handler && subject.engines.seen.length > 1
        ? "Event handlers in markup (onclick=…) are blocked by every policy without 'unsafe-inline': a nonce does not help them."
        : null;
    },
  },
  {
    name: "missing-nonce",
    points: 1,
    when: "An inline script or style in more than one engine, under a policy that asks for nonces or hashes.",
    holds: ({ directive, blocked, engines, governing }) => {
      const element = /^(?:script|style)-src(?:-elem)?$/.test(directive);
      if (!element || blocked.kind !== "inline" || engines.seen.length < 2) return null;
      const kinds = governing?.sources.map(({ kind }) => kind) ?? [];
      return kinds.includes("nonce") || kinds.includes("hash")
        ? "The policy asks for a nonce or a hash, and this element has none that fits."
        : null;
    },
  },
  {
    name: "began-with-version",
    points: 2,
    when: "Code or content without a host, since a new policy version, in more than one engine.",
    holds: (subject) => {
      const { beginning, engines } = subject;
      if (!isOwnKind(subject) || beginning.kind !== "version" || engines.seen.length < 2)
        return null;
      const spread = isWidespread(subject) ? `, ${where(subject)}` : "";
      return `It began with version ${quoted(beginning.version ?? "without a name", 40)}${spread}: that release changed the policy or the page.`;
    },
  },
  {
    name: "redirect",
    points: 5,
    when: "The policy allows the URL that was reported: what it blocked is where that redirects to.",
    holds: (subject) =>
      allowsReported(subject)
        ? "The policy allows the reported URL: that redirects to another one, which it does not allow and which reports do not name."
        : null,
  },
  {
    name: "sign-in-redirect",
    points: 4,
    when: "form-action on a page that is a step of a sign-in.",
    holds: ({ directive, facts, foreignHost }) =>
      directive === "form-action" &&
      foreignHost !== null &&
      facts.topDocuments.length > 0 &&
      facts.topDocuments.every(isSignIn)
        ? `The page is a step of a sign-in, after which the server redirects to ${quoted(foreignHost)}; Chromium and Safari apply form-action to that redirect too.`
        : null,
  },
  {
    name: "app-link",
    points: 4,
    when: "A link that opens an app or a mail program, in a frame or a form.",
    holds: ({ blocked }) =>
      blocked.kind === "scheme" && APP_LINK.test(blocked.scheme ?? "")
        ? `A link with the scheme ${blocked.scheme} opens another program. In a frame or as a form's target it counts as loading.`
        : null,
  },
  {
    name: "mixed-content",
    points: 3,
    when: "block-all-mixed-content.",
    holds: ({ directive, foreignHost }) =>
      directive === "block-all-mixed-content" && foreignHost === null
        ? "A page of https asked for something without encryption."
        : null,
  },
]);
