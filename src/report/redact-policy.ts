import { isKnownDirective } from "./directives.ts";
import { redactUrl } from "./redact-url.ts";

/** White space and `;` end a source expression; so does a comma that starts another policy (see {@link endOfToken}). */
const TOKEN = /[^\s;]+/g;
const NEXT_POLICY = /^,\s*([a-z][a-z-]*)$/i;

/**
 * A serialized policy, or one directive of it, without credentials, queries, fragments and
 * secrets in the paths of its source expressions and report URLs. Quoted sources (hashes,
 * nonces, keywords), directive names and the names of Trusted Types policies stay.
 */
export function redactPolicy(text: string): string {
  return text.replace(TOKEN, redactToken);
}

function redactToken(token: string): string {
  if (token.startsWith("'")) return token;
  const comma = endOfToken(token);
  if (comma < token.length) return redactToken(token.slice(0, comma)) + token.slice(comma);
  if (!token.includes("/") && !token.includes("\\") && !token.includes("?")) {
    return token.includes("@") && token.includes(":") ? redactUrl(token, true) : token;
  }
  return redactUrl(token, !token.startsWith("/") && !token.startsWith("."));
}

/**
 * Where several policies were joined into one text, a comma ends the last source of each. A
 * comma inside a query is told apart by what follows it, because taking it for an end would let
 * the rest of the query through.
 */
function endOfToken(token: string): number {
  const comma = token.lastIndexOf(",");
  if (comma < 0) return token.length;
  const next = NEXT_POLICY.exec(token.slice(comma))?.[1];
  const ends =
    comma === token.length - 1 || (next !== undefined && isKnownDirective(next.toLowerCase()));
  return ends ? comma : token.length;
}
