/** Second labels below which whoever pays gets a name: `co.uk`, `com.au`. */
const REGISTRY_LABELS: ReadonlySet<string> = new Set(
  "ac co com edu go gob gov govt ltd me mil ne net nom or org plc sch".split(" "),
);

/** Domains below which each name is somebody else's. */
const SHARED: ReadonlySet<string> = new Set(
  (
    "github.io gitlab.io netlify.app vercel.app pages.dev workers.dev herokuapp.com cloudfront.net " +
    "azurewebsites.net azurefd.net windows.net web.app firebaseapp.com blogspot.com amazonaws.com " +
    "myshopify.com ngrok.io glitch.me akamaihd.net fastly.net translate.goog"
  ).split(" "),
);

const ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/** True for an IPv4 address. */
export function isAddress(host: string): boolean {
  return ADDRESS.test(host);
}

/**
 * The part of a host's name that one party holds: `shop.example` of `www.shop.example`. An
 * approximation of the Public Suffix List that knows the common cases.
 */
export function siteOf(host: string): string {
  if (isAddress(host) || host.startsWith("[")) return host;
  const labels = host.replace(/\.$/, "").split(".").slice(-4);
  const last = (count: number) => labels.slice(-count).join(".");
  const [second = "", top = ""] = labels.slice(-2);
  const registry = top.length === 2 && REGISTRY_LABELS.has(second);
  return last(registry || SHARED.has(last(2)) ? 3 : 2);
}

/** The label that a site is known by: `google-analytics` of `google-analytics.com`. */
export function nameOf(site: string): string {
  return site.split(".")[0] ?? "";
}

const PRIVATE_ADDRESS =
  /^(?:0|10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;
/** RFC 6761, RFC 6762 and RFC 8375, and what companies and routers call their own networks. */
const PRIVATE_NAME =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|corp|lan|home|home\.arpa|test)$/;

/** True for hosts that only the visitor's own machine or network can reach. */
export function isPrivate(host: string): boolean {
  if (isAddress(host)) return PRIVATE_ADDRESS.test(host);
  if (host.startsWith("[")) return /^\[(?:::1|f[cd]|fe80)/.test(host);
  return PRIVATE_NAME.test(host) || !host.includes(".");
}
