import { asciiLowercase } from "../ascii.ts";
import type { SourceProblem } from "../finding.ts";
import { type InvalidSource, isKeyword, type SourceExpression } from "./expression.ts";
import { parseHostSource } from "./host.ts";

/** Grammar `base64-value`. Both alphabets are allowed. */
const BASE64_VALUE = /^[A-Za-z0-9+/_-]+={0,2}$/;
const HASH = /^(?:(url|eval)-)?(sha256|sha384|sha512)-/;
const NONCE = "nonce-";
/** A path may hold one, by RFC 3986. */
const QUOTE_BEFORE_PATH = /^[^/]*['"`]/;
/** Grammar `scheme-source`. */
const SCHEME_SOURCE = /^([a-z][a-z0-9+.-]*):$/;
/** RFC 3986 `scheme` and a colon that no authority follows: `data:image/png`, `https:/cdn`. */
const SCHEME_AND_MORE = /^[a-z][a-z0-9+.-]*:(?!\/\/|\d|\*)/;

/** Words that nobody means as the name of a host. */
const BARE_SCHEMES: ReadonlySet<string> = new Set([
  "about",
  "blob",
  "data",
  "filesystem",
  "ftp",
  "http",
  "https",
  "mediastream",
  "ws",
  "wss",
]);

/**
 * One token of a source list by the grammar of CSP3 #framework-directive-source-list. What
 * matches no production comes back as `invalid`, with the likeliest mistake.
 */
export function parseSource(text: string): SourceExpression {
  const lower = asciiLowercase(text);
  if (QUOTE_BEFORE_PATH.test(text)) return quoted(text, lower);
  const scheme = SCHEME_SOURCE.exec(lower)?.[1];
  if (scheme !== undefined) return { kind: "scheme", text, scheme };
  const bare = problemOfBareWord(lower);
  return bare === null ? parseHostSource(text) : invalid(text, bare);
}

function problemOfBareWord(lower: string): SourceProblem | null {
  if (BARE_SCHEMES.has(lower)) return "scheme-without-colon";
  if (isKeyword(lower) || lower.startsWith(NONCE) || HASH.test(lower)) return "missing-quotes";
  return SCHEME_AND_MORE.test(lower) ? "path-in-scheme" : null;
}

function quoted(text: string, lower: string): SourceExpression {
  const word = text.length > 2 && text.startsWith("'") && text.endsWith("'");
  const inner = text.slice(1, -1);
  if (!word || /['"`]/.test(inner)) return invalid(text, "misplaced-quote");
  const name = lower.slice(1, -1);
  if (isKeyword(name)) return { kind: "keyword", text, keyword: name };
  if (name.startsWith(NONCE)) return nonce(text, inner.slice(NONCE.length));
  const hash = HASH.exec(name);
  if (hash !== null) return hashSource(text, inner.slice(hash[0].length), hash[1], hash[2]);
  return invalid(text, "unknown-keyword");
}

function nonce(text: string, value: string): SourceExpression {
  return BASE64_VALUE.test(value) ? { kind: "nonce", text, value } : invalid(text, "invalid-nonce");
}

function hashSource(
  text: string,
  value: string,
  subject: string | undefined,
  algorithm: string | undefined,
): SourceExpression {
  if (!BASE64_VALUE.test(value)) return invalid(text, "invalid-hash");
  return {
    kind: "hash",
    text,
    of: subject === "url" || subject === "eval" ? subject : "content",
    algorithm: algorithm === "sha384" || algorithm === "sha512" ? algorithm : "sha256",
    value: value.replaceAll("-", "+").replaceAll("_", "/"),
  };
}

function invalid(text: string, problem: SourceProblem): InvalidSource {
  return { kind: "invalid", text, problem };
}
