/** An authority with a port that WebKit wrote out, and with the host that it then wrote again. */
const PORT_AND_HOST = /^([a-z][a-z0-9+.-]*):\/\/((?:[^@/?#]*@)?)([^:@/?#]+):(\d+)([^/?#]*)/i;

const DEFAULT_PORTS: ReadonlyMap<string, string> = new Map([
  ["http", "80"],
  ["ws", "80"],
  ["https", "443"],
  ["wss", "443"],
]);

/**
 * Undoes what WebKitGTK 2.50 does to URLs in Reporting API bodies, so that one violation reads
 * the same from every engine: an explicit default port (`https://h:443/x`) is removed, a host
 * written twice (`https://h:443h/x`, for URLs with fragment or credentials) is written once.
 * Any other text is returned as it is.
 */
export function repairUrl(url: string): string {
  const scheme = url.indexOf("://");
  if (scheme < 0 || url.indexOf(":", scheme + 3) < 0) return url;
  return url.replace(PORT_AND_HOST, repairAuthority);
}

function repairAuthority(
  match: string,
  scheme: string,
  credentials: string,
  host: string,
  port: string,
  rest: string,
): string {
  if (rest !== "" && !rest.toLowerCase().startsWith(host.toLowerCase())) return match;
  const suffix = DEFAULT_PORTS.get(scheme.toLowerCase()) === port ? "" : `:${port}`;
  return `${scheme}://${credentials}${host}${suffix}`;
}
