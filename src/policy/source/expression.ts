import type { SourceProblem } from "../finding.ts";

/** CSP3 #framework-directive-source-list: one source expression, told apart by its grammar. */
export type SourceExpression =
  | KeywordSource
  | SchemeSource
  | HostSource
  | NonceSource
  | HashSource
  | InvalidSource;

/** `'self'`, `'none'`, `'unsafe-inline'`, …: grammar `keyword-source`, and `'none'`, which stands beside it there. */
export interface KeywordSource {
  readonly kind: "keyword";
  readonly text: string;
  /** Lower case, without the quotes. */
  readonly keyword: Keyword;
}

/** `https:`, `data:`: grammar `scheme-source`. */
export interface SchemeSource {
  readonly kind: "scheme";
  readonly text: string;
  /** Lower case, without the colon. */
  readonly scheme: string;
}

/** `https://*.example.com:443/js/`, `*`: grammar `host-source`. */
export interface HostSource {
  readonly kind: "host";
  readonly text: string;
  /** Lower case; `null` where the document's own scheme decides. */
  readonly scheme: string | null;
  /** Lower case; `*`, `*.example.com` or a name. */
  readonly host: string;
  /** `*` is any port, `null` the scheme's default. */
  readonly port: number | "*" | null;
  /** Empty, or begins with a slash; without query and fragment. */
  readonly path: string;
}

/** `'nonce-…'`: grammar `nonce-source`. */
export interface NonceSource {
  readonly kind: "nonce";
  readonly text: string;
  /** Compared as it is, never decoded. */
  readonly value: string;
}

/** `'sha256-…'`: grammar `hash-source`. */
export interface HashSource {
  readonly kind: "hash";
  readonly text: string;
  /** What is hashed; `url` and `eval` are Chromium's `'url-sha256-…'` and `'eval-sha256-…'`. */
  readonly of: "content" | "url" | "eval";
  readonly algorithm: "sha256" | "sha384" | "sha512";
  /** In base64, whether it was written so or as base64url; padding as written. */
  readonly value: string;
}

/** A token that matches no grammar. It matches nothing, and is kept as it is. */
export interface InvalidSource {
  readonly kind: "invalid";
  readonly text: string;
  readonly problem: SourceProblem;
}

/**
 * Every keyword of a source list that a browser knows: CSP3's, and those of Trusted Types, of
 * speculation rules and of WebTransport.
 */
export const KEYWORDS = [
  "none",
  "self",
  "unsafe-inline",
  "unsafe-eval",
  "wasm-unsafe-eval",
  "trusted-types-eval",
  "strict-dynamic",
  "unsafe-hashes",
  "report-sample",
  "report-sha256",
  "report-sha384",
  "report-sha512",
  "unsafe-allow-redirects",
  "inline-speculation-rules",
  "unsafe-webtransport-hashes",
] as const;

export type Keyword = (typeof KEYWORDS)[number];

const KNOWN: ReadonlySet<string> = new Set(KEYWORDS);

/** True for a word of {@link KEYWORDS}, in lower case and without quotes. */
export function isKeyword(word: string): word is Keyword {
  return KNOWN.has(word);
}

/** Whether the list holds that keyword. */
export function hasKeyword(sources: readonly SourceExpression[], keyword: Keyword): boolean {
  return sources.some((source) => source.kind === "keyword" && source.keyword === keyword);
}

/** Whether the list holds a nonce-source. */
export function hasNonce(sources: readonly SourceExpression[]): boolean {
  return sources.some(({ kind }) => kind === "nonce");
}

/** The hash-sources of the list that are of a script's or style's content. */
export function contentHashes(sources: readonly SourceExpression[]): HashSource[] {
  return sources.filter(
    (source): source is HashSource => source.kind === "hash" && source.of === "content",
  );
}
