/** Something in a policy that has not the effect which its author may have meant. */
export interface Finding {
  readonly code: FindingCode;
  /** Name of the directive that it is about; `null` where there is none. */
  readonly directive: string | null;
  /** The text at fault, as written. */
  readonly text: string;
}

/** Stable. */
export type FindingCode = ParseFinding | SourceProblem | LintFinding;

/** What a parser drops, CSP3 #parse-serialized-policy. */
export type ParseFinding = "duplicate-directive" | "non-ascii";

/** Why a token is no source expression. Browsers ignore such a token. */
export type SourceProblem =
  | "misplaced-quote"
  | "missing-quotes"
  | "unknown-keyword"
  | "invalid-nonce"
  | "invalid-hash"
  | "scheme-without-colon"
  | "path-in-scheme"
  | "invalid-scheme"
  | "invalid-host"
  | "invalid-port"
  | "invalid-path";

/** What parses, and yet does not do what it says. */
export type LintFinding =
  | "unknown-directive"
  | "deprecated-directive"
  | "removed-directive"
  | "directive-name-as-source"
  | "ignored-none"
  | "ignored-unsafe-inline"
  | "ignored-keyword"
  | "ignored-query"
  | "hash-length"
  | "duplicate-source"
  | "unexpected-value"
  | "missing-value"
  | "unknown-token";
