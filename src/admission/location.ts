/** The parts of a URL that admission compares. Lower case. */
export interface Location {
  readonly scheme: string;
  /** Without a dot at its end; IPv6 in brackets. */
  readonly host: string;
  /** `null` where absent or the scheme's default. */
  readonly port: string | null;
  /** Where the path begins in the text. */
  readonly path: number;
}

/** Longer ones than DNS allows are not hosts; the bound also bounds the work on hostile texts. */
const MAX_AUTHORITY = 1024;
const MAX_HOST = 253;

const DEFAULT_PORTS: Readonly<Record<string, string>> = {
  http: "80",
  https: "443",
  ws: "80",
  wss: "443",
};

const SCHEME = /^[a-z][a-z0-9+.-]{0,63}$/i;
const PORT = /^:(\d{1,5})/;

/**
 * Reads scheme, host and port of a `scheme://…` text, else `null`. Works on text because WebKit
 * writes `https://user:password@host:443host/…`, which no URL parser takes: credentials are
 * skipped, and whatever follows the digits of the port is not looked at.
 */
export function parseLocation(text: string): Location | null {
  const colon = text.indexOf(":");
  if (colon <= 0 || colon > 64 || !text.startsWith("//", colon + 1)) return null;
  const scheme = text.slice(0, colon);
  if (!SCHEME.test(scheme)) return null;
  const start = colon + 3;
  const path = authorityEnd(text, start);
  const authority = text.slice(start, path);
  return fromAuthority(scheme.toLowerCase(), authority.slice(authority.lastIndexOf("@") + 1), path);
}

function authorityEnd(text: string, start: number): number {
  const limit = Math.min(text.length, start + MAX_AUTHORITY);
  for (let i = start; i < limit; i += 1) {
    const code = text.charCodeAt(i);
    // "/", "?", "#", "\"
    if (code === 47 || code === 63 || code === 35 || code === 92) return i;
  }
  return limit;
}

function fromAuthority(scheme: string, authority: string, path: number): Location | null {
  const end = hostEnd(authority);
  if (end === 0 || end > MAX_HOST) return null;
  const host = authority.slice(0, authority.charCodeAt(end - 1) === 46 ? end - 1 : end);
  const port = end === authority.length ? null : (PORT.exec(authority.slice(end))?.[1] ?? null);
  const isDefault = port !== null && port === DEFAULT_PORTS[scheme];
  return { scheme, host: host.toLowerCase(), port: isDefault ? null : port, path };
}

function hostEnd(authority: string): number {
  if (authority.charCodeAt(0) === 91) return authority.indexOf("]") + 1;
  const colon = authority.indexOf(":");
  return colon < 0 ? authority.length : colon;
}

/** `x` of `x://…`, of `x:…` and of the bare word `x`; lower case. `null` where there is none. */
export function schemeOf(text: string): string | null {
  const colon = text.indexOf(":");
  const end = colon < 0 ? text.length : colon;
  if (end === 0 || end > 64) return null;
  const scheme = text.slice(0, end);
  return SCHEME.test(scheme) ? scheme.toLowerCase() : null;
}
