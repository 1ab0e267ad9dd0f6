import { governingDirective } from "../governing.ts";
import { isIPv4 } from "../match/parts.ts";
import {
  defaultPort,
  isNetworkScheme,
  isSameOrigin,
  type Origin,
  type Target,
} from "../match/target.ts";
import { matchSourceList } from "../match/url.ts";
import type { Policy } from "../policy.ts";
import { hasKeyword } from "../source/expression.ts";
import { amended, type PolicyChange, type Risk } from "./change.ts";
import { placeFor } from "./place.ts";
import { dangerOf, schemeAdvice } from "./risk.ts";

/** What no policy should let in: other people's extensions, the browser's own, and code in a URL. */
const NEVER: ReadonlySet<string> = new Set([
  "about",
  "chrome",
  "chrome-extension",
  "file",
  "javascript",
  "moz-extension",
  "ms-browser-extension",
  "resource",
  "safari-extension",
  "safari-web-extension",
  "webkit-masked-url",
]);

/**
 * Changes that let a URL in, the narrowest first: the file alone (for what runs as code), then
 * its origin. The document's own origin is `'self'`; where there is no host, the scheme is all
 * that a policy can name.
 */
export function suggestForUrl(
  effective: string,
  target: Target,
  origin: Origin | null,
  policy: Policy,
): PolicyChange[] {
  const governing = governingDirective(policy, effective);
  if (governing === null || NEVER.has(target.scheme)) return [];
  if (matchSourceList(target, governing.sources, origin).match === "match") return [];
  // Beside 'strict-dynamic' no host counts: the element needs a nonce, not the policy a source.
  if (/script|worker/.test(effective) && hasKeyword(governing.sources, "strict-dynamic")) return [];
  const place = placeFor(effective, governing);
  return sourcesFor(effective, target, origin).map(({ token, risk, explanation }) =>
    amended(place.name, place.value, [token], { risk, explanation }),
  );
}

interface Candidate {
  readonly token: string;
  readonly risk: Risk;
  readonly explanation: string;
}

function sourcesFor(effective: string, target: Target, origin: Origin | null): Candidate[] {
  if (!isNetworkScheme(target.scheme)) {
    return [{ token: `${target.scheme}:`, ...schemeAdvice(effective, target.scheme) }];
  }
  if (target.host === null || !isNameable(target.host)) return [];
  if (origin !== null && isSameOrigin(origin, target)) return [own(effective)];
  const host = hostSource(target);
  const candidates = [originCandidate(effective, target, host)];
  const path = exactPath(target);
  if (
    path !== null &&
    dangerOf(effective).risk !== "low" &&
    /script|worker|object/.test(effective)
  ) {
    candidates.unshift({
      token: host + path,
      risk: effective === "object-src" ? "medium" : "low",
      explanation: `Lets in this one file of ${target.host}. It has to be changed when the file's name changes, as with versions in it.`,
    });
  }
  return candidates;
}

function own(effective: string): Candidate {
  return {
    token: "'self'",
    risk: effective === "object-src" ? "medium" : "low",
    explanation: "Lets in what comes from the document's own origin.",
  };
}

function originCandidate(effective: string, target: Target, token: string): Candidate {
  const { risk, consequence } = dangerOf(effective);
  const plain = target.scheme === "http" || target.scheme === "ws";
  const insecure = plain
    ? " It is not encrypted, so anybody on the way can change it; https is better."
    : "";
  return {
    token,
    risk: plain && risk === "low" ? "medium" : risk,
    explanation: `Lets in everything of ${target.host}. ${consequence}${insecure}`,
  };
}

/** A host-source can name domain names and IPv4 addresses, and engines take the latter. */
function isNameable(host: string): boolean {
  return isIPv4(host) || /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?$/.test(host);
}

/** Origin of the target as a host-source with its scheme. */
export function hostSource({ scheme, host, port }: Target): string {
  return `${scheme}://${host}${port === defaultPort(scheme) ? "" : `:${port}`}`;
}

/** The path as a path-part; `null` where it is unknown or a folder, which would let in all below it. */
function exactPath({ path }: Target): string | null {
  if (path === null || path.endsWith("/")) return null;
  return path.replace(/[;,']/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
