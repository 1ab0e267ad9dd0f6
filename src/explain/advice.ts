import type { Judgement } from "./judge.ts";
import { serviceAt } from "./services.ts";
import type { Subject } from "./subject.ts";
import { directiveName, quoted } from "./words.ts";

/** What to do about it, in order. Never empty. */
export function adviceFor(subject: Subject, { verdict }: Judgement): string[] {
  switch (verdict) {
    case "noise":
      return noise(subject);
    case "attack":
      return attack(subject);
    case "broken-page":
      return brokenPage(subject);
    case "new-dependency":
      return newDependency(subject);
    case "cannot-tell":
      return cannotTell(subject);
  }
}

function noise({ facts }: Subject): string[] {
  const tagged = facts.noise.received > 0;
  return [
    "Change nothing in the policy or the page: nothing that you serve causes it.",
    tagged
      ? "Ignore the issue. Its reports are tagged as noise and can be left out of every count."
      : "Ignore the issue, or add a noise rule for it, so that later reports are tagged.",
  ];
}

function attack({ facts, directive, foreignHost, blocked }: Subject): string[] {
  const page = facts.topDocuments[0];
  const first =
    page === undefined
      ? "Look at the pages it was reported from, as visitors get them."
      : `Open ${quoted(page)} as visitors get it and find out how this came into it.`;
  const steps = [first];
  if (foreignHost !== null) {
    steps.push(
      `Search templates, the tag manager, plug-ins and the database for ${quoted(foreignHost)}, and look into what changed on that day.`,
    );
  } else if (blocked.kind === "inline" || blocked.kind === "trusted-types-sink") {
    steps.push(
      "Find the input that this page writes into its markup without escaping, and escape it.",
    );
  }
  if (/^(?:connect-src|form-action|script-src)/.test(directive)) {
    steps.push(
      "If pages with payments or passwords are concerned, treat what was typed there since then as possibly stolen.",
    );
  }
  const onlyReported = !facts.dispositions.some(({ value }) => value === "enforce");
  if (facts.dispositions.length > 0 && onlyReported) {
    steps.push("The policy only reports, so nothing was blocked: enforce this directive.");
  }
  return [...steps, "Do not allow it in the policy."];
}

function brokenPage(subject: Subject): string[] {
  const { blocked, directive, facts } = subject;
  switch (blocked.kind) {
    case "inline":
      return inline(directive);
    case "eval":
      return [
        "Find what turns text into code: mostly a template engine, an old library or a bundler's development mode, and use a build that does without.",
        "Allow 'unsafe-eval' only where no such build exists.",
      ];
    case "wasm-eval":
      return ["Add 'wasm-unsafe-eval' to script-src: it allows WebAssembly and still no eval."];
    case "trusted-types-policy":
      return [
        "Add the policy's name to trusted-types after reading what that policy lets through.",
      ];
    case "trusted-types-sink":
      return [
        "Give the place that the report names a trusted value: textContent in place of innerHTML, or a Trusted Types policy that sanitizes.",
        "Where the code is a library's, update it, or sanitize in a policy named default.",
      ];
    case "scheme":
      return scheme(subject);
    default:
      break;
  }
  if (isPlain(subject))
    return ["Ask for that URL by https, or add upgrade-insecure-requests to the policy."];
  if (directive === "form-action" && facts.topDocuments.length > 0) {
    return [
      "Add to form-action, for that page alone, the host that the form's answer redirects to.",
    ];
  }
  if (directive === "base-uri") return ["Remove the <base> element, or add its host to base-uri."];
  if (directive === "frame-ancestors")
    return ["Add the sites that may frame the page to frame-ancestors."];
  return ["Correct the policy as below: it forbids what the page itself needs."];
}

function inline(directive: string): string[] {
  if (directive === "script-src-attr") {
    return [
      "Replace the attribute by addEventListener in a script: a nonce does not cover attributes.",
      "Where the markup cannot be changed, allow that handler by its hash together with 'unsafe-hashes'.",
    ];
  }
  if (directive === "style-src-attr") {
    return [
      "Replace the attribute by a class, or set the property from a script (element.style is allowed).",
    ];
  }
  const element = directive.startsWith("style") ? "<style>" : "<script>";
  return [
    `Give the ${element} the nonce of its response, or its hash to the policy, or move it into a file.`,
    "Look whether a proxy or a cache serves a page with an old nonce.",
  ];
}

function scheme({ blocked, directive }: Subject): string[] {
  const { scheme: name } = blocked;
  if (name === "data" && /^(?:script|object|base)/.test(directive)) {
    return [
      "Move that code into a file: data: URLs in this directive are as good as 'unsafe-inline'.",
    ];
  }
  if (name === "javascript")
    return ["Replace the javascript: URL by a button and addEventListener."];
  if (name !== null && /^(?:data|blob|filesystem|mediastream)$/.test(name)) {
    return [
      `Allow ${name}: in ${directiveName(directive)}, in no wider directive, if the page is to go on making such content.`,
    ];
  }
  return [
    "Use an ordinary link, which opens the other program without loading anything into the page.",
  ];
}

function isPlain({ blocked, facts }: Subject): boolean {
  const plain = blocked.scheme === "http" || blocked.scheme === "ws";
  return plain && facts.topDocuments.some((url) => url.startsWith("https:"));
}

function newDependency({ foreignHost, directive }: Subject): string[] {
  const host = foreignHost ?? "";
  const service = serviceAt(host);
  const who = service === null ? quoted(host) : `${service.name} (${quoted(host)})`;
  return [
    `Ask who added ${who} and whether it is wanted; look at the releases and the tag manager of that day.`,
    `If it is wanted, add it to ${directiveName(directive)} as below; services document the hosts that they need.`,
    "If it is not, remove what asks for it.",
  ];
}

function cannotTell({ facts, directive, foreignHost, blocked }: Subject): string[] {
  if (directive === "frame-ancestors") {
    return [
      "Look at the referrer of the reports: it mostly is the page that framed yours.",
      "Allow that site only if you know it; else the policy has done what it is for.",
    ];
  }
  if (blocked.kind === "overflow") {
    return [
      "Look at single reports: issues beyond the cap are not told apart. Most often a flood of made-up reports is behind it.",
    ];
  }
  const page = facts.topDocuments[0];
  const steps = [
    page === undefined
      ? "Look at single reports for the pages concerned."
      : `Open ${quoted(page)} with the browser's console: what shows there is the page's own.`,
    "Where it does not show, wait: how it spreads over pages, browsers and versions will tell.",
  ];
  if (foreignHost !== null) {
    steps.splice(1, 0, `Find out who runs ${quoted(foreignHost)} before you allow it.`);
  }
  return steps;
}
