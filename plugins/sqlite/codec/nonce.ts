/**
 * A policy with a nonce is a new text on every page view, and otherwise always the same. Taken
 * apart into the part that stays and the nonces it is stored once, like any other policy.
 */
export interface NoncedText {
  /** The text with each nonce's value taken out: `'nonce-'` stays where it was. */
  template: string;
  nonces: string[];
}

const MARK = "'nonce-";
const NONCE = /'nonce-([^']+)'/g;
const EMPTIED = "'nonce-'";

/** `null` where the text has no nonce, or could not be told from its template afterwards. */
export function splitNonces(text: string): NoncedText | null {
  if (!text.includes(MARK) || text.includes(EMPTIED)) return null;
  const nonces: string[] = [];
  const template = text.replace(NONCE, (_, nonce: string) => {
    nonces.push(nonce);
    return EMPTIED;
  });
  return nonces.length === 0 ? null : { template, nonces };
}

/** Undoes {@link splitNonces}. */
export function joinNonces({ template, nonces }: NoncedText): string {
  return template
    .split(EMPTIED)
    .map((part, at) => (at < nonces.length ? `${part}'nonce-${nonces[at]}'` : part))
    .join("");
}
