import { readable } from "./format.ts";

/** What an issue is named by. */
export interface Named {
  readonly directive: string | null;
  readonly blocked: string;
}

/** What each directive is about. */
const THINGS: Readonly<Record<string, string>> = {
  "script-src": "Script",
  "script-src-elem": "Script",
  "script-src-attr": "Event handler",
  "style-src": "Style sheet",
  "style-src-elem": "Style sheet",
  "style-src-attr": "Style attribute",
  "img-src": "Image",
  "font-src": "Font",
  "connect-src": "Connection",
  "media-src": "Sound or video",
  "object-src": "Plug-in",
  "frame-src": "Frame",
  "child-src": "Frame or worker",
  "fenced-frame-src": "Fenced frame",
  "worker-src": "Worker",
  "manifest-src": "App manifest",
  "prefetch-src": "Prefetch",
  "base-uri": "Base URL",
  "form-action": "Form",
  "frame-ancestors": "Framing",
};

/** Words that stand for what was blocked, and what people call it. */
const KEYWORDS: Readonly<Record<string, string>> = {
  eval: "Text run as code (eval)",
  "wasm-eval": "WebAssembly compiled by a script",
  "trusted-types-policy": "Trusted Types policy",
  "trusted-types-sink": "Plain text where Trusted Types are needed",
  "*": "Many other kinds, beyond the cap on new issues",
};

/** Schemes, and what they say of whatever has them. */
const SCHEMES: Readonly<Record<string, string>> = {
  data: "written into the page (data:)",
  blob: "put together by a script (blob:)",
  filesystem: "from the browser's file system",
  about: "of a blank page (about:)",
  javascript: "given as code (javascript:)",
  file: "from the visitor's disk (file:)",
};

const EXTENSION = /^(?:chrome|moz|safari|safari-web|ms-browser|opera|edge)-extension$/;

const INLINE: Readonly<Record<string, string>> = {
  "script-src-attr": "Event handler in the markup",
  "style-src-attr": "Style attribute",
  "style-src": "Inline style",
  "style-src-elem": "Inline style",
};

/** What was blocked, in few words: `Script from https://cdn.example`. Harmless to read. */
export function thingOf({ directive, blocked }: Named): string {
  const name = directive ?? "";
  const thing = Object.hasOwn(THINGS, name) ? THINGS[name] : undefined;
  if (blocked === "inline") {
    return Object.hasOwn(INLINE, name) ? (INLINE[name] ?? "") : "Inline script";
  }
  if (Object.hasOwn(KEYWORDS, blocked)) return KEYWORDS[blocked] ?? "";
  if (blocked === "self") return `${thing ?? "Something"} of the page's own origin`;
  if (blocked === "" || blocked === "unknown")
    return `${thing ?? "Something"} that reports do not name`;
  if (Object.hasOwn(SCHEMES, blocked)) return `${thing ?? "Something"} ${SCHEMES[blocked]}`;
  if (EXTENSION.test(blocked)) return `${thing ?? "Something"} of a browser extension`;
  return `${thing ?? "Something"} from ${readable(blocked)}`;
}

/** The code that did it, in few words; `null`: the page's own. Harmless to read. */
export function codeOf(source: string | null): string | null {
  if (source === null) return null;
  if (EXTENSION.test(source)) return "by a browser extension";
  return source === "unknown" ? "by code of an unknown place" : `by code of ${readable(source)}`;
}

/**
 * The same as a sentence: `Script from https://cdn.example was blocked by script-src-elem`.
 *
 * @param dispositions those that reports of a span have; empty: there are none to tell by
 */
export function sentenceOf(
  issue: Named,
  dispositions: ReadonlyArray<{ readonly value: string | null }>,
): string {
  const by = issue.directive === null ? "a directive that is not named" : readable(issue.directive);
  if (dispositions.length === 0) return `${thingOf(issue)} violated ${by}`;
  const enforced = dispositions.some(({ value }) => value === "enforce");
  return `${thingOf(issue)} ${enforced ? "was blocked" : "would be blocked"} by ${by}`;
}
