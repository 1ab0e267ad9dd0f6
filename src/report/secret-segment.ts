/** What stands in the place of something that was taken out. */
export const REDACTED = "<redacted>";

/** Shorter segments are too common among names and ids to be taken for secrets. */
const TOKEN_LENGTH = 16;
/** Content hashes of bundlers are at most this long; longer ones look like capabilities. */
const ASSET_HASH_LENGTH = 20;
/** No human writes a word of this length. */
const WORD_LIMIT = 32;

const ASSET = /\.(?:[cm]?js|css|map|wasm|woff2?|ttf|otf|eot)$/i;
const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const JWT = /^eyJ[\w.~-]{13,}$/;
const EMAIL = /[^@]@[^@]*\.[a-z]{2,}$/i;
/** Escapes of ASCII characters hide structure: a nested URL, `user=`, an encoded token. Spaces and prose marks do not. */
const HIDDEN_ASCII = /%(?!2[01279C]|28)[0-7][0-9a-f]/i;
const NON_ASCII_ESCAPE = /%[89a-f][0-9a-f]/gi;
const WORDS = /[A-Za-z0-9]+/g;
/** `post`, `Post`, `POST`, `myBlogPost`. */
const PLAIN_LETTERS = /^(?:[A-Z]+|[A-Za-z][a-z]*(?:[A-Z][a-z]{2,})*)$/;
/** `2024`, `20240115`, `256gb`, `2x`, `v2`, `es2015`, `alpha1`. */
const PLAIN_WITH_DIGITS = /^(?:\d{1,8}|\d{1,4}[A-Za-z]{1,3}|[A-Za-z]{1,8}\d{1,4})$/;

/**
 * The path segment as it may be kept: unchanged, or {@link REDACTED} where it looks like a
 * secret. A segment is what stands between two slashes, matrix parameters taken off. The rule,
 * first match wins:
 *
 * 1. It holds `=` or `&`, an e-mail address, `user:password@`, or a percent escape of an ASCII
 *    character other than a space and ``! " ' ( ) ,``: masked.
 * 2. Shorter than 16 characters: kept, as PostHog does for crash URLs.
 * 3. It is a UUID with or without hyphens, or starts like a JSON Web Token: masked.
 * 4. File name of a script, style sheet, source map, font or wasm module: only its words that
 *    are longer than 20 characters and hold a digit are masked, so that content hashes of
 *    bundlers and the name around them survive.
 * 5. It has a word (a run of letters and digits) of 32 or more characters: masked.
 * 6. It has a word of 16 or more letters that change case like nothing a person types: masked.
 * 7. No digit: kept.
 * 8. Each word is plain: letters (`blog`, `Blog`, `myBlog`), at most eight digits, or the two
 *    joined as in `v2`, `es2015`, `256gb`: kept, a person wrote that.
 * 9. Anything else: masked.
 *
 * Escapes of non-ASCII characters separate words. Idempotent.
 */
export function redactSegment(segment: string): string {
  if (hidesSomething(segment)) return REDACTED;
  if (segment.length < TOKEN_LENGTH || segment === REDACTED) return segment;
  if (UUID.test(segment) || JWT.test(segment)) return REDACTED;
  if (ASSET.test(segment)) return segment.replace(WORDS, maskAssetHash);
  return looksRandom(segment) ? REDACTED : segment;
}

function hidesSomething(segment: string): boolean {
  if (segment.includes("=") || segment.includes("&")) return true;
  if (segment.includes("%") && HIDDEN_ASCII.test(segment)) return true;
  const at = segment.lastIndexOf("@");
  return at >= 0 && (EMAIL.test(segment) || segment.lastIndexOf(":", at) >= 0);
}

function maskAssetHash(word: string): string {
  return word.length > ASSET_HASH_LENGTH && hasDigit(word) ? REDACTED : word;
}

function looksRandom(segment: string): boolean {
  const text = segment.replace(NON_ASCII_ESCAPE, "/");
  const words = text.match(WORDS) ?? [];
  for (const word of words) {
    if (word.length >= WORD_LIMIT) return true;
    if (word.length >= TOKEN_LENGTH && !hasDigit(word) && !PLAIN_LETTERS.test(word)) return true;
  }
  if (!hasDigit(text)) return false;
  return !words.every((word) => PLAIN_LETTERS.test(word) || PLAIN_WITH_DIGITS.test(word));
}

function hasDigit(text: string): boolean {
  return /\d/.test(text);
}
