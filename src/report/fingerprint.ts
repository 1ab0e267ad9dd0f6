import { createHash } from "node:crypto";
import { originOf } from "./origin.ts";
import type { Violation } from "./report.ts";

/** What makes two violations one issue, besides the project. */
export interface FingerprintParts {
  /** Effective directive; `unknown` where the report names none. */
  directive: string;
  /** A keyword (`inline`, `eval`, `self`, …), a scheme, or `scheme://host[:port]`; `unknown` where the report names nothing. */
  blocked: string;
  /** Origin or scheme of the source file where it is another one than the document's, else `null`. */
  source: string | null;
}

const UNKNOWN = "unknown";
const SELF = "self";
const INLINE = "inline";

/** Values of `blockedURL` that are no URLs, CSP3 §5.2. `self` is old Firefox's, for inline code too. */
const KEYWORDS: ReadonlySet<string> = new Set([
  INLINE,
  "eval",
  "wasm-eval",
  "trusted-types-policy",
  "trusted-types-sink",
  SELF,
]);

/** What some engines name as source of code that no other party brought in: the document's own blobs, the browser's own parts. */
const OWN_SOURCES: ReadonlySet<string> = new Set(["about", "blob", "chrome", "data", "resource"]);

/**
 * Key of the issue that a violation belongs to: 64 bits of SHA-256 over the project and
 * {@link fingerprintParts}, as 16 hexadecimal digits. Stable across releases; never depends on
 * the document's path, the sample, the disposition or the policy, nor on whether the report was
 * redacted.
 */
export function fingerprint(project: string, violation: Violation): string {
  const { directive, blocked, source } = fingerprintParts(violation);
  const key = JSON.stringify([project, directive, blocked, source]);
  return createHash("sha256").update(key).digest("hex").slice(0, 16);
}

/**
 * The parts of a violation that make it the same issue from every engine and serialization.
 * Folded are the document's own origin, default ports, schemes that one engine cuts and another
 * does not, and what old engines leave out; not folded is what one engine knows and another does
 * not say (the list is in the tests).
 */
export function fingerprintParts(violation: Violation): FingerprintParts {
  const own = originOf(violation.documentURL ?? "");
  const coarse = violation.effectiveDirective ?? UNKNOWN;
  const blocked = blockedOf(violation.blockedURL, coarse, own);
  return {
    directive: granular(coarse, blocked),
    blocked,
    source: sourceOf(violation.sourceFile, own),
  };
}

function blockedOf(url: string | null, directive: string, own: string | null): string {
  if (url === null) return unsaid(directive);
  if (KEYWORDS.has(url)) return url;
  const origin = originOf(url);
  if (origin === null || KEYWORDS.has(origin)) return UNKNOWN;
  return origin === own ? SELF : origin;
}

/** QtWebKit says nothing for inline code, Firefox nothing where others name the framed document itself. */
function unsaid(directive: string): string {
  if (directive.startsWith("script-src") || directive.startsWith("style-src")) return INLINE;
  return directive === "frame-ancestors" ? SELF : UNKNOWN;
}

/** CSP2 engines say `script-src` for all scripts; only elements load from a URL, so those are told apart. */
function granular(directive: string, blocked: string): string {
  const isCoarse = directive === "script-src" || directive === "style-src";
  const loaded = blocked !== UNKNOWN && (blocked === SELF || !KEYWORDS.has(blocked));
  return isCoarse && loaded ? `${directive}-elem` : directive;
}

function sourceOf(file: string | null, own: string | null): string | null {
  if (file === null) return null;
  const origin = originOf(file) ?? UNKNOWN;
  return origin === own || OWN_SOURCES.has(origin) ? null : origin;
}
