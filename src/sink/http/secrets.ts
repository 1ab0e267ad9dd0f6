/** A shorter part is no secret, and hiding it would spoil messages. */
const SHORTEST = 8;

/**
 * Everything in an address that may be a secret, for `excerpt` to hide: the whole, the path with
 * the query, each part of the path and each value of the query that has 8 characters or more, user
 * name and password; all as written and decoded. Of a text that is no URL, the text.
 */
export function urlSecrets(text: string | URL): string[] {
  const url = URL.parse(String(text));
  if (url === null) return [String(text)];
  const path = url.pathname + url.search;
  // An address without anything behind its origin is what messages show.
  const whole = path === "/" ? [] : [String(text), url.href, path];
  const parts = [...url.pathname.split("/"), ...queryValues(url.search), url.username];
  const long = parts.flatMap(spellings).filter((part) => part.length >= SHORTEST);
  return distinct([...whole, ...long, ...spellings(url.password)]);
}

/**
 * Everything in the value of a header field that may be a secret: the whole, each word of 8
 * characters or more (what follows `Bearer`), and user name and password of `Basic`.
 */
export function fieldSecrets(value: string): string[] {
  const words = value.split(/\s+/).filter((word) => word.length >= SHORTEST);
  const basic = /^basic\s+([\w+/=-]+)$/i.exec(value.trim())?.[1] ?? "";
  const [user = "", ...password] = Buffer.from(basic, "base64").toString().split(":");
  const credentials = [user, password.join(":")].filter((part) => part.length >= SHORTEST);
  return distinct([value, ...words, ...credentials]);
}

/** What stands behind each `=`, and names without one. */
function queryValues(search: string): string[] {
  const pairs = search.slice(1).split("&");
  return pairs.map((pair) => pair.slice(pair.indexOf("=") + 1));
}

/** As written, and as both ways to read a percent escape and a plus give it. */
function spellings(written: string): string[] {
  return [written, decoded(written), decoded(written.replaceAll("+", " "))];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].filter((text) => text !== "");
}
