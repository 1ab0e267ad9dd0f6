import { REDACTED } from "../../report/secret-segment.ts";

/**
 * A URL as a report tells of it, by the names of the URL Standard. What a report may hold back is
 * `null`: then matching can end in a {@link Doubt}.
 */
export interface Target {
  /** Lower case, without the colon. */
  readonly scheme: string;
  /** Lower case; `null` where the URL has none or the report has only the scheme. */
  readonly host: string | null;
  /** Never null for http, https, ws and wss: the default is filled in. */
  readonly port: number | null;
  /** Without query; `null` where the report held only the origin, or the path was masked. */
  readonly path: string | null;
}

/** The origin that `'self'` stands for, CSP3 policy "self-origin". */
export type Origin = Pick<Target, "scheme" | "host" | "port">;

/** Why it cannot be told whether a URL matches. */
export type Doubt = "stripped-url" | "self-origin" | "ip-address" | "websocket";

export type Match = "match" | "no-match" | Doubt;

const DEFAULT_PORTS: ReadonlyMap<string, number> = new Map([
  ["http", 80],
  ["ws", 80],
  ["https", 443],
  ["wss", 443],
]);

const SCHEME = /^([a-z][a-z0-9+.-]*)(:|$)/i;
/** Scheme and authority, and nothing after it: the serialization of an origin. */
const BARE_ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/\\?#]*$/i;

/** URL Standard, "default port". */
export function defaultPort(scheme: string): number | null {
  return DEFAULT_PORTS.get(scheme) ?? null;
}

/** URL Standard, "HTTP(S) scheme", and the two of WebSockets, which Fetch turns into them. */
export function isNetworkScheme(scheme: string): boolean {
  return DEFAULT_PORTS.has(scheme);
}

/**
 * The target that a report's `blockedURL` names, which is a URL, an origin or a bare scheme.
 * `null` where it is neither. Of schemes other than http, https, ws and wss only the scheme is
 * taken, since most engines report no more.
 */
export function targetOf(text: string): Target | null {
  const [, scheme = "", colon] = SCHEME.exec(text) ?? [];
  if (scheme === "") return null;
  const bare = { scheme: scheme.toLowerCase(), host: null, port: null, path: null };
  if (colon !== ":" || !isNetworkScheme(bare.scheme)) return bare;
  const url = URL.parse(text);
  if (url === null || url.hostname === "") return null;
  const stripped = BARE_ORIGIN.test(text) || text.includes(REDACTED);
  return {
    scheme: bare.scheme,
    host: url.hostname,
    port: url.port === "" ? defaultPort(bare.scheme) : Number(url.port),
    path: stripped ? null : url.pathname,
  };
}

/** The origin of a document's URL; `null` for what does not tell one (`about`, `data`, `blob`). */
export function originOfDocument(documentURL: string | null): Origin | null {
  const target = documentURL === null ? null : targetOf(documentURL);
  return target?.host == null ? null : target;
}

/** URL Standard, "same origin", for tuple origins. */
export function isSameOrigin(a: Origin, b: Origin): boolean {
  return a.host !== null && a.scheme === b.scheme && a.host === b.host && a.port === b.port;
}
