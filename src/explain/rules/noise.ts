import { type Confidence, NOISE_RULES } from "../../admission/index.ts";
import { isPrivate } from "../hosts.ts";
import { hostOfDocument } from "../pages.ts";
import { inBrowsers, isScattered, where } from "../spread.ts";
import type { Subject } from "../subject.ts";
import { counted, percent, quoted } from "../words.ts";
import { type Rule, rulesFor } from "./rule.ts";

const EXTENSION =
  /^(?:chrome|moz|safari|safari-web|ms-browser|edge|opera)-extension$|^webkit-masked-url$/;
const INTERNAL = /^(?:chrome|chrome-error|resource|opera|edge|view-source|res)$/;
/** Schemes that pages use on purpose, for content or to open an app. */
const PAGES_OWN =
  /^(?:https?|wss?|data|blob|about|filesystem|javascript|file|mailto|tel|sms|intent|market|itms-apps?|itms|whatsapp|tg|skype|facetime|geo|magnet|mediastream|android-app|unknown)$/;
/** Copies of pages that others keep or make: caches, archives, translators. */
const ELSEWHERE =
  /(?:^|\.)(?:translate\.goog|web\.archive\.org|archive\.(?:ph|today|is)|webcache\.googleusercontent\.com|translatetheweb\.com|12ft\.io|cc\.bingj\.com|translate\.yandex\.(?:net|com))$/;
/** Directives that only some engines report, or that they obey differently. */
const UNEVEN =
  /^(?:form-action|manifest-src|default-src|prefetch-src|fenced-frame-src|worker-src|frame-ancestors|block-all-mixed-content|plugin-types|trusted-types)$/;

const BY_ID = new Map(NOISE_RULES.map((rule) => [rule.id, rule]));

/** Schemes that the issue and its sources name. */
function schemes({ blocked, sources }: Subject): string[] {
  const named = blocked.scheme === null ? [] : [blocked.scheme];
  return [...named, ...sources.map(schemeOf)];
}

function schemeOf(text: string): string {
  return /^[a-z][a-z0-9+.-]{0,39}/i.exec(text)?.[0].toLowerCase() ?? "";
}

function recognised(confidence: Confidence): Rule["holds"] {
  return ({ facts }) => {
    const { noise, counts } = facts;
    const share = counts.received > 0 ? noise.received / counts.received : 0;
    const found = noise.rules.find(
      ({ id }) => (BY_ID.get(id)?.confidence ?? "high") === confidence,
    );
    if (found === undefined || !(share >= 0.5)) return null;
    const why = BY_ID.get(found.id)?.why ?? "It is a rule of this installation.";
    return `${percent(share)} of the reports are what the noise rule ${quoted(found.id)} recognises. ${why}`;
  };
}

export const NOISE: readonly Rule[] = rulesFor("noise", "noise", [
  {
    name: "extension-scheme",
    points: 6,
    when: "What was blocked, or the code that asked for it, lies inside a browser extension.",
    holds: (subject) => {
      const scheme = schemes(subject).find((each) => EXTENSION.test(each));
      return scheme === undefined
        ? null
        : `The scheme ${scheme} is that of browser extensions: an extension did this, not the page.`;
    },
  },
  {
    name: "extension-code",
    points: 5,
    when: "Firefox names the source `<anonymous code>`, which is an extension's script in the page.",
    holds: ({ sources }) =>
      sources.some((source) => source === "<anonymous code>")
        ? "Firefox gives the source as <anonymous code>, which is how it names a script that an extension runs in the page."
        : null,
  },
  {
    name: "browser-internal",
    points: 5,
    when: "What was blocked, or the code that asked for it, is part of the browser.",
    holds: (subject) => {
      const scheme = schemes(subject).find((each) => INTERNAL.test(each));
      return scheme === undefined
        ? null
        : `The scheme ${scheme} is that of the browser's own pages and files.`;
    },
  },
  {
    name: "known-pattern",
    points: 6,
    when: "Half of the reports or more are recognised by a noise rule of high confidence, or by one of the operator's own.",
    holds: recognised("high"),
  },
  {
    name: "likely-pattern",
    points: 4,
    when: "Half of the reports or more are recognised by a noise rule of medium confidence.",
    holds: recognised("medium"),
  },
  {
    name: "possible-pattern",
    points: 1,
    when: "Half of the reports or more are recognised by a noise rule of low confidence.",
    holds: recognised("low"),
  },
  {
    name: "app-scheme",
    points: 4,
    when: "The scheme is none that pages use: an app talks with its own web view.",
    holds: ({ blocked }) =>
      blocked.kind === "scheme" &&
      blocked.scheme !== null &&
      ![PAGES_OWN, EXTENSION, INTERNAL].some((known) => known.test(blocked.scheme ?? ""))
        ? `No page loads anything from the scheme ${quoted(blocked.scheme, 40)}: apps use such schemes to talk with their own web view.`
        : null,
  },
  {
    name: "private-address",
    points: 4,
    when: "What was blocked lies on the visitor's machine or in a private network, and the page does not.",
    holds: ({ foreignHost, documentHosts }) =>
      foreignHost !== null && isPrivate(foreignHost) && !documentHosts.some(isPrivate)
        ? `Only the visitor's own machine or network can reach ${quoted(foreignHost)}: a program, a filter or a router there has a part in it.`
        : null,
  },
  {
    name: "developer-machine",
    points: 6,
    when: "All documents lie on a developer's machine or in a private network.",
    holds: ({ documentHosts }) =>
      documentHosts.length > 0 && documentHosts.every(isPrivate)
        ? `The page itself was served from ${quoted(documentHosts[0] ?? "")}: somebody was developing or testing.`
        : null,
  },
  {
    name: "viewed-elsewhere",
    points: 6,
    when: "All documents are copies in a cache, an archive or a translator.",
    holds: ({ documentHosts }) =>
      documentHosts.length > 0 && documentHosts.every((host) => ELSEWHERE.test(host))
        ? `The document is a copy at ${quoted(documentHosts[0] ?? "")}, which adds its own code to the page.`
        : null,
  },
  {
    name: "saved-copy",
    points: 5,
    when: "The document is a file on the visitor's disk.",
    holds: ({ facts }) => {
      const { topDocuments, example } = facts;
      const urls = topDocuments.length > 0 ? topDocuments : [example?.documentURL ?? ""];
      return urls.every((url) => /^file(?::|$)/i.test(url) && hostOfDocument(url) === null)
        ? "The document is a file: a visitor has saved the page and opened the copy."
        : null;
    },
  },
  {
    name: "one-engine",
    points: 2,
    when: "Browsers of one engine alone report it, although visitors have others too.",
    holds: (subject) =>
      subject.engines.alone !== null && !UNEVEN.test(subject.directive)
        ? `It was seen ${inBrowsers(subject)} alone, although the project's visitors have other browsers too: what a page does itself shows in all of them.`
        : null,
  },
  {
    name: "scattered",
    points: 2,
    when: "On five documents or more it came less than twice each: it follows visitors and not pages.",
    holds: (subject) =>
      isScattered(subject)
        ? `${counted(subject.facts.counts.received, "report")} ${where(subject)}: it follows single visitors and not single pages.`
        : null,
  },
]);
