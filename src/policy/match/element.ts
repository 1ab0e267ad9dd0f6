import { hash } from "node:crypto";
import { contentHashes, type HashSource, type SourceExpression } from "../source/expression.ts";
import { allowsAllInline, type InlineType, matchesNonce, takesHash, takesNonce } from "./inline.ts";

/** CSP3 #match-element-to-source-list, step 5.2: whether that text, in UTF-8, has that hash. */
export function matchesHash(text: string, source: HashSource): boolean {
  return hash(source.algorithm, text, "base64") === source.value;
}

/**
 * CSP3 #match-element-to-source-list for an element whose nonce and text are known.
 *
 * @param nonce empty where there is none
 * @param text of the script, style, attribute or `javascript:` URL
 */
export function matchesElement(
  sources: readonly SourceExpression[],
  type: InlineType,
  nonce: string,
  text: string,
): boolean {
  if (allowsAllInline(sources, type)) return true;
  if (takesNonce(type) && matchesNonce(nonce, sources)) return true;
  if (!takesHash(sources, type)) return false;
  return contentHashes(sources).some((source) => matchesHash(text, source));
}
