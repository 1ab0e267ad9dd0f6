import { inBrowsers, where } from "./spread.ts";
import type { Subject } from "./subject.ts";
import { counted, directiveName, quoted } from "./words.ts";

/** What each directive is about, as a noun with its article. */
const THINGS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "default-src": "something",
    "script-src": "a script",
    "script-src-elem": "a script",
    "script-src-attr": "an event handler",
    "style-src": "a style sheet",
    "style-src-elem": "a style sheet",
    "style-src-attr": "a style attribute",
    "img-src": "an image",
    "font-src": "a font",
    "connect-src": "a connection that a script opens",
    "media-src": "a sound or a video",
    "object-src": "an <object> or <embed>",
    "frame-src": "a frame",
    "child-src": "a frame or a worker",
    "fenced-frame-src": "a fenced frame",
    "worker-src": "a worker",
    "manifest-src": "an app manifest",
    "prefetch-src": "a prefetch",
    "base-uri": "a <base> element",
    "form-action": "a form's target",
    "frame-ancestors": "framing by another page",
    "navigate-to": "a navigation",
    "block-all-mixed-content": "something without encryption",
    "plugin-types": "a plug-in",
  }),
);

/** Directives about which there is more to say than what was loaded. */
const SENTENCES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "frame-ancestors":
      "A page that is not allowed to showed the document in a frame. Reports do not name that page; the referrer may.",
    sandbox: "The page did something that its sandbox does not allow.",
    "upgrade-insecure-requests":
      "The page asks browsers to load everything by https; browsers send no reports of that themselves.",
    webrtc: "A script tried to connect to another peer by WebRTC.",
    "report-uri":
      "A report names report-uri, which only says where reports go and cannot be violated.",
    "report-to":
      "A report names report-to, which only says where reports go and cannot be violated.",
    "require-sri-for":
      "A script or style without an integrity attribute was loaded; no browser obeys require-sri-for any more.",
    "reflected-xss": "An old browser's filter took something for cross-site scripting.",
    referrer: "A report names referrer, which modern browsers ignore.",
  }),
);

const INLINE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "script-src": "inline script",
    "script-src-elem": "an inline <script>",
    "script-src-attr": "an event handler in the markup (onclick=… and its like)",
    "style-src": "inline style",
    "style-src-elem": "an inline <style>",
    "style-src-attr": "a style attribute",
    "default-src": "inline code",
  }),
);

/** What happened, how often and where, in two sentences. */
export function summaryOf(subject: Subject): string {
  const { counts } = subject.facts;
  return `${happenedIn(subject)} ${counted(counts.received, "report")} came in ${where(subject)}, ${inBrowsers(subject)}.`;
}

/** What happened, in a sentence. */
export function happenedIn(subject: Subject): string {
  return SENTENCES.get(subject.directive) ?? `${capital(thing(subject))} ${verb(subject)}.`;
}

/** What was blocked, as a noun with its article. */
export function thing({ directive, blocked, example, facts }: Subject): string {
  const noun = THINGS.get(directive) ?? "something";
  switch (blocked.kind) {
    case "inline":
      return INLINE.get(directive) ?? "inline code";
    case "eval":
      return "text that a script turns into code (eval, new Function or a timer with a text)";
    case "wasm-eval":
      return "WebAssembly that a script compiles";
    case "trusted-types-policy":
      return `a Trusted Types policy${named(example?.sample ?? facts.variants[0]?.sample)}`;
    case "trusted-types-sink":
      return `a text given to ${sinkOf(example?.sample ?? facts.variants[0]?.sample)}, which takes Trusted Types only,`;
    case "self":
      return `${noun} of the document's own origin`;
    case "scheme":
      return ofScheme(noun, blocked.scheme ?? "");
    case "url":
      return `${noun} at ${quoted(facts.blocked)}`;
    case "overflow":
      return `${noun} of many different kinds, beyond the cap on new issues,`;
    case "unknown":
      return `${noun}, of which the reports do not say what it was,`;
  }
}

function ofScheme(noun: string, scheme: string): string {
  switch (scheme) {
    case "data":
      return `${noun} that is written into the page (data:)`;
    case "blob":
      return `${noun} that a script has put together (blob:)`;
    case "filesystem":
      return `${noun} from the browser's old file system (filesystem:)`;
    case "about":
      return `${noun} of the browser's blank pages (about:)`;
    case "javascript":
      return `${noun} given as code (javascript:)`;
    default:
      return `${noun} of the scheme ${quoted(scheme, 40)}`;
  }
}

function named(name: string | null | undefined): string {
  return name ? ` named ${quoted(name)}` : "";
}

/** `Element innerHTML` of `Element innerHTML|<p>…`. */
function sinkOf(sample: string | null | undefined): string {
  const bar = sample?.slice(0, 200).indexOf("|") ?? -1;
  return sample && bar > 0 ? quoted(sample.slice(0, bar)) : "a property or a function";
}

function verb({ facts, directive, governing }: Subject): string {
  const enforced = receivedOf(facts.dispositions, "enforce");
  const reported = receivedOf(facts.dispositions, "report");
  const did = enforced > 0 || reported === 0 ? "was blocked" : "would have been blocked";
  const both =
    enforced > 0 && reported > 0 ? ", or only reported where the policy is not enforced," : "";
  const unnamed = directive === "unknown";
  const by = unnamed ? "a directive that the reports do not name" : directiveName(directive);
  const through =
    governing !== null && governing.name !== directive
      ? ` (${governing.name} stands in for it)`
      : "";
  return `${did}${both} by ${by}${through}`;
}

function receivedOf(values: Subject["facts"]["dispositions"], value: string): number {
  return values.find((each) => each.value === value)?.received ?? 0;
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
