import {
  contentHashes,
  hasKeyword,
  hasNonce,
  type SourceExpression,
} from "../source/expression.ts";

/** CSP3 #should-block-inline: what kind of inline code is checked. */
export type InlineType = "script" | "script attribute" | "style" | "style attribute" | "navigation";

/** True for the types that `'strict-dynamic'` has a say in. */
export function isScript(type: InlineType): boolean {
  return type === "script" || type === "script attribute" || type === "navigation";
}

/**
 * CSP3 #allow-all-inline: `'unsafe-inline'`, unless a nonce, a hash or, for scripts,
 * `'strict-dynamic'` stands beside it.
 */
export function allowsAllInline(sources: readonly SourceExpression[], type: InlineType): boolean {
  if (hasNonce(sources) || contentHashes(sources).length > 0) return false;
  if (isScript(type) && hasKeyword(sources, "strict-dynamic")) return false;
  return hasKeyword(sources, "unsafe-inline");
}

/** CSP3 #match-element-to-source-list, steps 2 and 5: elements take nonces, attributes and `javascript:` do not. */
export function takesNonce(type: InlineType): boolean {
  return type === "script" || type === "style";
}

/** CSP3 #match-element-to-source-list, step 5: everything but elements needs `'unsafe-hashes'` beside the hash. */
export function takesHash(sources: readonly SourceExpression[], type: InlineType): boolean {
  return takesNonce(type) || hasKeyword(sources, "unsafe-hashes");
}

/** CSP3 #match-nonce-to-source-list: by identity, never decoded. The empty nonce matches nothing. */
export function matchesNonce(nonce: string, sources: readonly SourceExpression[]): boolean {
  if (nonce === "") return false;
  return sources.some((source) => source.kind === "nonce" && source.value === nonce);
}
