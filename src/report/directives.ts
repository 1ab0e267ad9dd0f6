/**
 * Every directive name that a browser is known to enforce or to have enforced: CSP3, the
 * documents that extend it, and what Chromium and old engines added. Lower case, as CSP3 §2.3
 * compares them.
 */
export const DIRECTIVES = [
  // Fetch directives, CSP3 §6.1
  "child-src",
  "connect-src",
  "default-src",
  "font-src",
  "frame-src",
  "img-src",
  "manifest-src",
  "media-src",
  "object-src",
  "script-src",
  "script-src-attr",
  "script-src-elem",
  "style-src",
  "style-src-attr",
  "style-src-elem",
  "worker-src",
  // Document, navigation and reporting directives, CSP3 §6.3 to §6.5
  "base-uri",
  "sandbox",
  "form-action",
  "frame-ancestors",
  "report-to",
  "report-uri",
  // Other specifications
  "require-trusted-types-for",
  "trusted-types",
  "upgrade-insecure-requests",
  "webrtc",
  // Chromium
  "fenced-frame-src",
  // Retired; old engines still report them
  "block-all-mixed-content",
  "navigate-to",
  "plugin-types",
  "prefetch-src",
  "reflected-xss",
  "referrer",
  "require-sri-for",
] as const;

export type DirectiveName = (typeof DIRECTIVES)[number];

const KNOWN: ReadonlySet<string> = new Set(DIRECTIVES);

/** True for a name of {@link DIRECTIVES}, in lower case. */
export function isKnownDirective(name: string): name is DirectiveName {
  return KNOWN.has(name);
}
