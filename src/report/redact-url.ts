import { findSuspect } from "./redact-scan.ts";
import { REDACTED, redactSegment } from "./secret-segment.ts";

/** Schemes whose whole rest is content or a person's address. */
const OPAQUE = /^\s*(?:data|javascript|vbscript|mailto|tel|sms|cid|mid):/i;
/** What comes before the authority. Backslashes count as slashes, as in browsers; `\/` is JSON's. */
const BEFORE_AUTHORITY = /^[^/\\?#@]*?:[/\\\s]{2,}|^[/\\]{2,}/;
/** Nothing, a port, any port (in a policy), or WebKit's doubled host. */
const AFTER_HOST = /^(?::(?:\d*|\*))?$|^:\d+[^:]+(?::\d+)?$/;

/**
 * A text that is one URL, absolute or relative, without credentials, query and fragment, and
 * with path segments masked by the rule of `redactSegment`. Works on the text alone, so that
 * what no parser takes (WebKit's `https://user:password@host:443host/`) is covered too. Bare
 * schemes and keywords (`data`, `inline`) stay. Idempotent.
 *
 * @param hostFirst the text starts with a host although it has no scheme, as a source
 *   expression in a policy may
 */
export function redactUrl(text: string, hostFirst = false): string {
  const opaque = OPAQUE.exec(text);
  if (opaque !== null) return opaque[0];
  const url = text.slice(0, endOfPath(text));
  const start = BEFORE_AUTHORITY.exec(url)?.[0].length ?? (hostFirst ? 0 : -1);
  if (start < 0) return redactPath(url);
  const authority = withoutCredentials(url, start);
  const path = endOfAuthority(authority, 0);
  return url.slice(0, start) + authority.slice(0, path) + redactPath(authority.slice(path));
}

function endOfPath(text: string): number {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x3f || c === 0x23) return i;
  }
  return text.length;
}

function endOfAuthority(url: string, start: number): number {
  for (let i = start; i < url.length; i++) {
    const c = url.charCodeAt(i);
    if (c === 0x2f || c === 0x5c) return i;
  }
  return url.length;
}

/** The URL from its host on. Passwords may hold anything, `@` and, where nobody escaped them, slashes. */
function withoutCredentials(url: string, start: number): string {
  const end = endOfAuthority(url, start);
  const authority = url.slice(start, end);
  const at = authority.lastIndexOf("@");
  if (at >= 0) return url.slice(start + at + 1);
  const colon = authority.indexOf(":");
  if (colon < 0 || authority.startsWith("[") || AFTER_HOST.test(authority.slice(colon))) {
    return url.slice(start);
  }
  const later = url.lastIndexOf("@");
  return later > end ? url.slice(later + 1) : REDACTED + url.slice(end);
}

function redactPath(path: string): string {
  if (findSuspect(path, "url", 0) < 0) return path;
  let result = "";
  let start = 0;
  for (let i = 0; i <= path.length; i++) {
    const c = i < path.length ? path.charCodeAt(i) : 0x2f;
    if (c !== 0x2f && c !== 0x5c) continue;
    result += redactParametersAndSegment(path.slice(start, i)) + path.slice(i, i + 1);
    start = i + 1;
  }
  return result;
}

function redactParametersAndSegment(segment: string): string {
  const semicolon = segment.indexOf(";");
  return redactSegment(semicolon < 0 ? segment : segment.slice(0, semicolon));
}
