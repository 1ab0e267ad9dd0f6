import { asciiLowercase } from "../ascii.ts";
import type { Directive } from "../policy.ts";
import {
  contentHashes,
  hasKeyword,
  hasNonce,
  type Keyword,
  type SourceExpression,
} from "../source/expression.ts";

/**
 * What a violation proves: that the directive which governed it did not allow it. So none of its
 * nonces, hashes and keywords fits what was blocked, and another policy's same ones do not either.
 */
export interface Evidence {
  /** The element does not carry the nonce of its page. */
  readonly withoutNonce: boolean;
  /** Hash-sources that do not fit, as written. */
  readonly hashes: ReadonlySet<string>;
  /** Keywords that did not help. */
  readonly keywords: readonly SourceExpression[];
}

const REPORTING: ReadonlySet<Keyword> = new Set([
  "report-sample",
  "report-sha256",
  "report-sha384",
  "report-sha512",
  "none",
]);

/** @param directive that of the report's own policy; `null` where it is not known */
export function evidenceOf(directive: Directive | null): Evidence {
  const sources = directive?.sources ?? [];
  const hashes = sources.filter(({ kind }) => kind === "hash").map(hashKey);
  return {
    withoutNonce: hasNonce(sources),
    hashes: new Set(hashes),
    keywords: sources.filter(({ kind }) => kind === "keyword"),
  };
}

/** True where the keyword stood in the list that blocked it. */
export function didNotHelp(evidence: Evidence, keyword: Keyword): boolean {
  return hasKeyword(evidence.keywords, keyword);
}

/** The first hash-source of these that may fit. */
export function openHash(
  sources: readonly SourceExpression[],
  evidence: Evidence,
): SourceExpression | null {
  return (
    sources.find((source) => source.kind === "hash" && !evidence.hashes.has(hashKey(source))) ??
    null
  );
}

/**
 * True where `next` lets in nothing that `before` did not. Nonces are told apart by nobody: each
 * page has its own. Less is more where a nonce, a hash or `'strict-dynamic'` was in the list,
 * because those switch others off: there the lists have to be the same.
 */
export function isNoLooser(next: Directive, before: Directive): boolean {
  const [nextKeys, beforeKeys] = [keysOf(next), keysOf(before)];
  for (const key of nextKeys) if (!beforeKeys.has(key)) return false;
  return nextKeys.size === beforeKeys.size || !switchesOff(before);
}

function switchesOff({ sources }: Directive): boolean {
  return (
    sources.length === 0 ||
    hasNonce(sources) ||
    contentHashes(sources).length > 0 ||
    hasKeyword(sources, "strict-dynamic")
  );
}

/** The list as a set of what counts in it. */
function keysOf({ value, sources }: Directive): Set<string> {
  if (sources.length === 0) return new Set(value);
  const counting = sources.filter(
    (source) =>
      source.kind !== "invalid" && (source.kind !== "keyword" || !REPORTING.has(source.keyword)),
  );
  return new Set(counting.map(keyOf));
}

function keyOf(source: SourceExpression): string {
  if (source.kind === "nonce") return "'nonce'";
  if (source.kind === "hash") return hashKey(source);
  const exact = source.kind === "host" && source.path !== "";
  return exact ? source.text : asciiLowercase(source.text);
}

function hashKey(source: SourceExpression): string {
  return source.kind === "hash" ? `${source.of} ${source.algorithm} ${source.value}` : source.text;
}
