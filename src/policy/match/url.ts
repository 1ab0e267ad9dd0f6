import { REDACTED } from "../../report/secret-segment.ts";
import type { HostSource, SourceExpression } from "../source/expression.ts";
import {
  isIPv4,
  matchesHost,
  matchesPath,
  matchesPort,
  matchesScheme,
  matchesSelf,
} from "./parts.ts";
import { isNetworkScheme, type Match, type Origin, type Target } from "./target.ts";

/** A match in a source list, and the expression that made it, if one did. */
export interface ListMatch {
  readonly match: Match;
  readonly expression: SourceExpression | null;
}

/**
 * CSP3 #match-url-to-source-list: "does url match source list in origin with redirect count".
 * An empty list, and `'none'` alone, match nothing; beside other expressions `'none'` is ignored.
 *
 * @param origin `null` where the report does not tell it
 * @param redirectCount above 0 paths are ignored, so that they tell nobody where a redirect led
 */
export function matchSourceList(
  target: Target,
  sources: readonly SourceExpression[],
  origin: Origin | null,
  redirectCount = 0,
): ListMatch {
  let doubtful: ListMatch = { match: "no-match", expression: null };
  for (const expression of sources) {
    const match = matchSource(target, expression, origin, redirectCount);
    if (match === "match") return { match, expression };
    if (match !== "no-match" && doubtful.expression === null) doubtful = { match, expression };
  }
  return doubtful;
}

/** CSP3 #match-url-to-source-expression. Nonces, hashes and keywords other than `'self'` match no URL. */
export function matchSource(
  target: Target,
  expression: SourceExpression,
  origin: Origin | null,
  redirectCount = 0,
): Match {
  switch (expression.kind) {
    case "scheme":
      return matchScheme(expression.scheme, target.scheme);
    case "host":
      return expression.text === "*"
        ? matchAny(target, origin)
        : matchHostSource(target, expression, origin, redirectCount);
    case "keyword":
      return expression.keyword === "self" ? matchSelf(target, origin) : "no-match";
    default:
      return "no-match";
  }
}

/** Step 1. WebSockets count as HTTP, because Fetch gives their requests the scheme http or https. */
function matchAny({ scheme }: Target, origin: Origin | null): Match {
  if (isNetworkScheme(scheme)) return "match";
  return origin?.scheme === scheme ? "match" : "no-match";
}

/**
 * By the letter of Fetch a WebSocket request has the scheme http or https when it comes here, so
 * that `https:` lets wss in; engines compare the scheme that the page wrote.
 */
function matchScheme(part: string, scheme: string): Match {
  if (matchesScheme(part, scheme)) return "match";
  const fetched = scheme === "ws" ? "http" : scheme === "wss" ? "https" : scheme;
  return matchesScheme(part, fetched) ? "websocket" : "no-match";
}

/** Step 3. Whatever can be ruled out is, before a doubt is raised. */
function matchHostSource(
  target: Target,
  expression: HostSource,
  origin: Origin | null,
  redirectCount: number,
): Match {
  if (target.host === null && !isNetworkScheme(target.scheme)) return "no-match";
  const part = expression.scheme ?? origin?.scheme ?? null;
  const scheme = part === null ? "self-origin" : matchScheme(part, target.scheme);
  if (scheme === "no-match") return scheme;
  if (target.host === null) return expression.host === "*" ? scheme : "stripped-url";
  if (!matchesHost(expression.host, target.host)) return "no-match";
  if (!matchesPort(expression.port, target)) return "no-match";
  const path = redirectCount === 0 ? matchPath(expression.path, target.path) : "match";
  if (path !== "match") return path;
  const literal = isIPv4(expression.host) && expression.host !== "127.0.0.1";
  return literal && scheme === "match" ? "ip-address" : scheme;
}

function matchPath(part: string, path: string | null): Match {
  if (part === "" || part === "/") return "match";
  if (path === null || part.includes(REDACTED)) return "stripped-url";
  return matchesPath(part, path) ? "match" : "no-match";
}

/** Step 4. */
function matchSelf(target: Target, origin: Origin | null): Match {
  if (!isNetworkScheme(target.scheme)) return "no-match";
  if (origin === null) return "self-origin";
  if (target.host === null) return "stripped-url";
  return matchesSelf(origin, target) ? "match" : "no-match";
}
