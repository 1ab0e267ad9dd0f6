/** Shorter texts occur in others by chance. */
export const SHORTEST = 8;

/** How a text may be written, for a search. */
export function formsOf(text: string): string[] {
  return [text, encodeURIComponent(text), Buffer.from(text).toString("base64")];
}

/**
 * What has to be kept of a secret setting: the text; and where that is an address, what stands in
 * it as a secret by itself. Of an address over HTTP that is each part of the path and each value of
 * the query that has {@link SHORTEST} characters or more and is no plain word, for others the
 * password.
 */
export function partsOf(secret: string): string[] {
  const url = URL.parse(secret);
  if (url === null) return [secret];
  const whole = secret.length > url.origin.length + 1 ? [secret] : [];
  const inside = /^https?:$/.test(url.protocol)
    ? [...url.pathname.split("/").map(decoded), ...url.searchParams.values(), url.username]
    : [];
  const parts = [...inside.filter((part) => !/^[a-z]+$/.test(part)), decoded(url.password)];
  return [...whole, ...parts.filter((part) => part.length >= SHORTEST)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
