import { isKnownDirective } from "./directives.ts";
import { findSuspect } from "./redact-scan.ts";
import { redactUrl } from "./redact-url.ts";

/** CSP3 §2.3.1: random or content-derived, so neither secret nor a URL. */
const HASH_OR_NONCE = /^'(?:nonce|sha(?:256|384|512))-[\w+/=-]*'?$/;
const NEXT_POLICY = /^,([a-z][a-z-]*)$/i;

/**
 * A serialized policy, or one directive of it, without credentials, queries, fragments and
 * secrets in the paths of its source expressions and report URLs. Hashes, nonces, directive
 * names and the names of Trusted Types policies (which may hold `#` and `@`) stay.
 */
export function redactPolicy(text: string): string {
  let result = "";
  let done = 0;
  for (let at = findSuspect(text, "policy", 0); at >= 0; at = findSuspect(text, "policy", done)) {
    const end = endOfToken(text, at);
    const start = startOfToken(text, end);
    result += text.slice(done, start) + redactToken(text.slice(start, end));
    done = end;
  }
  return result + text.slice(done);
}

/** White space and `;` end a source expression. A suspect may lie right on that end. */
function endOfToken(text: string, at: number): number {
  let end = at;
  while (end < text.length && !endsToken(text.charCodeAt(end))) end++;
  return end;
}

function startOfToken(text: string, end: number): number {
  let start = end;
  while (start > 0 && !endsToken(text.charCodeAt(start - 1))) start--;
  return start;
}

function endsToken(c: number): boolean {
  return c <= 0x20 || c === 0x3b;
}

function redactToken(token: string): string {
  if (HASH_OR_NONCE.test(token)) return token;
  const quotes = /^'*/.exec(token)?.[0].length ?? 0;
  const end = endOfPolicy(token);
  return token.slice(0, quotes) + redactSource(token.slice(quotes, end)) + token.slice(end);
}

/** A source expression, a report URL, or the name of a directive or Trusted Types policy. */
function redactSource(token: string): string {
  if (/[/\\?]/.test(token)) return redactUrl(token, !/^[./\\]/.test(token));
  return token.includes("@") && token.includes(":") ? redactUrl(token, true) : token;
}

/**
 * Where several policies were joined into one text, a comma ends the last source of each. A
 * comma inside a query is told apart by what follows it, because taking it for an end would let
 * the rest of the query through.
 */
function endOfPolicy(token: string): number {
  const comma = token.lastIndexOf(",");
  if (comma < 0) return token.length;
  const next = NEXT_POLICY.exec(token.slice(comma))?.[1]?.toLowerCase();
  const ends = comma === token.length - 1 || (next !== undefined && isKnownDirective(next));
  return ends ? comma : token.length;
}
