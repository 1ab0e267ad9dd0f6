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

const SLASH = 47;
const QUESTION_MARK = 63;
const HASH = 35;
const BACKSLASH = 92;
const COLON = 58;
const AT = 64;
const DOT = 46;
const BRACKET = 91;

const SCHEME = /^[a-z][a-z0-9+.-]{0,63}$/i;
const PORT = /^:(\d{1,5})/;

/**
 * Reads scheme, host and port of a `scheme://…` text, else `null`. Works on text because WebKit
 * writes `https://user:password@host:443host/…`, which no URL parser takes: credentials are
 * skipped, and whatever follows the digits of the port is not looked at.
 */
export function parseLocation(text: string): Location | null {
  const scheme = hierarchicalScheme(text);
  if (scheme === null) return null;
  const start = scheme.length + 3;
  const limit = Math.min(text.length, start + MAX_AUTHORITY);
  let host = start;
  let colon = -1;
  let path = start;
  for (; path < limit; path += 1) {
    const code = text.charCodeAt(path);
    if (code === SLASH || code === QUESTION_MARK || code === HASH || code === BACKSLASH) break;
    if (code === COLON && colon < 0 && text.charCodeAt(host) !== BRACKET) colon = path;
    if (code === AT) {
      host = path + 1;
      colon = -1;
    }
  }
  const end = text.charCodeAt(host) === BRACKET ? bracketEnd(text, host, path) : colon;
  return locate(text, scheme, { host, end: end < 0 ? path : end, path });
}

/** The scheme of a `scheme://…` text, lower case. */
function hierarchicalScheme(text: string): string | null {
  if (text.startsWith("https://")) return "https";
  if (text.startsWith("http://")) return "http";
  const scheme = schemeOf(text);
  return scheme !== null && text.startsWith("://", scheme.length) ? scheme : null;
}

/** The places in the text where the host begins, where it ends, and where the path begins. */
interface Places {
  readonly host: number;
  readonly end: number;
  readonly path: number;
}

function locate(text: string, scheme: string, { host, end, path }: Places): Location | null {
  const length = end - host;
  if (length <= 0 || length > MAX_HOST) return null;
  const last = text.charCodeAt(end - 1) === DOT ? end - 1 : end;
  const port = end === path ? null : (PORT.exec(text.slice(end, path))?.[1] ?? null);
  const isDefault = port !== null && port === DEFAULT_PORTS[scheme];
  return {
    scheme,
    host: text.slice(host, last).toLowerCase(),
    port: isDefault ? null : port,
    path,
  };
}

function bracketEnd(text: string, from: number, to: number): number {
  const end = text.slice(from, to).indexOf("]");
  return end < 0 ? -1 : from + end + 1;
}

/** `x` of `x://…`, of `x:…` and of the bare word `x`; lower case. `null` where there is none. */
export function schemeOf(text: string): string | null {
  const colon = text.indexOf(":");
  const end = colon < 0 ? text.length : colon;
  if (end === 0 || end > 64) return null;
  const scheme = text.slice(0, end);
  return SCHEME.test(scheme) ? scheme.toLowerCase() : null;
}
