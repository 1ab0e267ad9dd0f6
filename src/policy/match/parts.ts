import { defaultPort, type Origin, type Target } from "./target.ts";

/** CSP3 #match-schemes: `http` lets `https` in, and `ws` all four. Both in lower case. */
export function matchesScheme(part: string, scheme: string): boolean {
  if (part === scheme) return true;
  if (part === "http") return scheme === "https";
  if (part === "ws") return scheme === "wss" || scheme === "http" || scheme === "https";
  return part === "wss" && scheme === "https";
}

/**
 * CSP3 #match-hosts. `*` is any host and `*.example.com` any below it, without itself. Whether
 * it is an IP address, which the specification excludes here, is {@link isIPv4}'s to say.
 * Both in lower case.
 */
export function matchesHost(part: string, host: string): boolean {
  if (part.startsWith("*")) return host.endsWith(part.slice(1));
  return part === host;
}

/**
 * CSP3 #match-hosts, step 3: the specification lets no address but 127.0.0.1 match, engines let
 * every IPv4 address.
 */
export function isIPv4(host: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host);
}

/**
 * CSP3 #match-ports. Without a port the scheme's default is meant. Engines also let 80 stand for
 * 443 where the scheme is an upgraded one, as earlier drafts had it; so does this.
 */
export function matchesPort(
  part: number | "*" | null,
  { port, scheme }: Pick<Target, "port" | "scheme">,
): boolean {
  if (part === "*") return true;
  if (part === null) return port === defaultPort(scheme);
  return part === port || (part === 80 && port === 443 && defaultPort(scheme) === 443);
}

/**
 * CSP3 #match-paths: exact, or where the expression ends with a slash by prefix. Segments are
 * compared percent-decoded. Linear in the length of the expression's path, however long the
 * other is: a report brings both, and as many expressions as it likes.
 */
export function matchesPath(part: string, path: string): boolean {
  if (part === "" || (part === "/" && path === "")) return true;
  const prefix = part.endsWith("/");
  const pieces = part.split("/");
  if (prefix) pieces.pop();
  let at = 0;
  for (const piece of pieces) {
    if (at > path.length) return false;
    const end = endOfPiece(path, at, piece.length);
    if (end < 0 || percentDecode(piece) !== percentDecode(path.slice(at, end))) return false;
    at = end + 1;
  }
  // A prefix goes on after its slash, an exact path has ended.
  return prefix ? at <= path.length : at > path.length;
}

/** Where the piece ends that begins there; -1 where it is too long to be that many characters, escaped. */
function endOfPiece(path: string, start: number, length: number): number {
  const limit = start + 3 * length;
  const slash = path.slice(start, limit + 1).indexOf("/");
  if (slash >= 0) return start + slash;
  return path.length <= limit ? path.length : -1;
}

/** URL Standard, "percent-decode": bytes, one character each. Texts outside ASCII do not come here. */
function percentDecode(piece: string): string {
  return piece.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** CSP3 #match-url-to-source-expression, step 4: `'self'`, and its upgrades to secure schemes. */
export function matchesSelf(origin: Origin, target: Origin): boolean {
  if (origin.host === null || origin.host !== target.host) return false;
  const ports =
    origin.port === target.port ||
    (origin.port === defaultPort(origin.scheme) && target.port === defaultPort(target.scheme));
  if (!ports) return false;
  if (origin.scheme === target.scheme) return true;
  if (target.scheme === "https" || target.scheme === "wss") return true;
  return origin.scheme === "http" && target.scheme === "ws";
}
