import { hash } from "node:crypto";
import { isKnownDirective } from "./directives.ts";
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

/** `blocked` of an overflow issue, and the type of reports beyond the cap on types. */
export const OVERFLOW = "*";

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

/** CSP2 engines say `script-src` for all scripts, but what loads from a URL is an element. */
const GRANULAR: ReadonlyMap<string, string> = new Map([
  ["script-src", "script-src-elem"],
  ["style-src", "style-src-elem"],
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
  return issueId(project, fingerprintParts(violation));
}

/** The {@link fingerprint} of violations with these parts. */
export function issueId(project: string, parts: FingerprintParts): string {
  const { directive, blocked, source } = parts;
  const key = JSON.stringify([project, directive, blocked, source]);
  return hash("sha256", key, "hex").slice(0, 16);
}

/**
 * Parts of the issue that takes a project's violations of one directive beyond the cap on new
 * issues. {@link OVERFLOW} is what no violation's own `blocked` can be.
 */
export function overflowParts(directive: string): FingerprintParts {
  const known = isKnownDirective(directive) ? directive : UNKNOWN;
  return { directive: known, blocked: OVERFLOW, source: null };
}

/**
 * The parts of a violation that make it the same issue from every engine and serialization.
 * Folded are the document's own origin, default ports, schemes that one engine cuts and another
 * does not, and what old engines leave out; not folded is what one engine knows and another does
 * not say (the list is in the tests).
 */
export function fingerprintParts(violation: Violation): FingerprintParts {
  const own = originOf(violation.documentURL ?? "");
  const directive = violation.effectiveDirective ?? UNKNOWN;
  const source = sourceOf(violation.sourceFile, own);
  const url = violation.blockedURL;
  if (url === null) return { directive, blocked: unsaid(directive), source };
  if (KEYWORDS.has(url)) return { directive, blocked: url, source };
  const origin = originOf(url);
  if (origin === null || KEYWORDS.has(origin)) return { directive, blocked: UNKNOWN, source };
  const blocked = origin === own ? SELF : origin;
  return { directive: GRANULAR.get(directive) ?? directive, blocked, source };
}

/** QtWebKit says nothing for inline code, Firefox nothing where others name the framed document itself. */
function unsaid(directive: string): string {
  if (directive.startsWith("script-src") || directive.startsWith("style-src")) return INLINE;
  return directive === "frame-ancestors" ? SELF : UNKNOWN;
}

function sourceOf(file: string | null, own: string | null): string | null {
  if (file === null) return null;
  const origin = originOf(file) ?? UNKNOWN;
  return origin === own || OWN_SOURCES.has(origin) ? null : origin;
}
