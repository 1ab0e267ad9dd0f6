const SCHEME = /^([a-z][a-z0-9+.-]{0,39})(?::|$)/i;
const AUTHORITY = /^:[/\\]{2}([^/\\?#]*)/;

/** Default ports of the schemes whose URLs are told apart by host. */
const NETWORK_PORTS: ReadonlyMap<string, string> = new Map([
  ["http", ":80"],
  ["ws", ":80"],
  ["https", ":443"],
  ["wss", ":443"],
]);

/**
 * Where a URL in a report points, as text: `scheme://host[:port]` in lower case without a
 * default port for http, https, ws and wss; the scheme alone for all others, since most engines
 * cut them to that (`intent://x`, `chrome-extension://…`, `data`). `null` for what is neither a
 * URL nor a bare scheme.
 */
export function originOf(url: string): string | null {
  const scheme = SCHEME.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) return null;
  const port = NETWORK_PORTS.get(scheme);
  const authority = port && AUTHORITY.exec(url.slice(scheme.length))?.[1];
  if (!port || !authority) return scheme;
  const host = authority.slice(authority.lastIndexOf("@") + 1).toLowerCase();
  return `${scheme}://${host.endsWith(port) ? host.slice(0, -port.length) : host}`;
}
