/** What a member of a report holds: one URL, a policy, source code, or text of unknown nature. */
export type Kind = "url" | "policy" | "code" | "prose";

/** Kept in step with `redactSegment`: no shorter segment is ever masked for its looks alone. */
const TOKEN_LENGTH = 16;
const WORD_LIMIT = 32;

const PLAIN = 0;
/** A digit or a capital, without which a segment needs more length to be a token. */
const MIXED = 1;
const SLASH = 2;
/** Ends a word. */
const BREAK = 3;
/** Ends a word, but behind a slash it may be part of a URL. */
const AFTER_SLASH = 4;
const SPECIAL = 5;
/** Harmless right before a slash, as in `https:/`. */
const COLON = 6;
/** May start a hash or nonce, in which nothing is special. */
const QUOTE = 7;

const CLASSES: Record<Kind, Uint8Array> = {
  url: classes({ breaks: "", specials: "?#@%\\=&;", colon: COLON, quote: PLAIN }),
  policy: classes({ breaks: ";,", specials: "?#@%\\=&", colon: PLAIN, quote: QUOTE }),
  code: classes({ breaks: "\"'`<>(){}[]|,", specials: "?#@%\\", colon: PLAIN, quote: BREAK }),
  prose: classes({ breaks: "\"'`<>(){}[]|,", specials: "?#@%\\", colon: PLAIN, quote: BREAK }),
};

interface Marks {
  breaks: string;
  specials: string;
  colon: number;
  quote: number;
}

function classes({ breaks, specials, colon, quote }: Marks): Uint8Array {
  const table = new Uint8Array(128).fill(BREAK, 0, 0x21);
  table.fill(MIXED, 0x30, 0x3a).fill(MIXED, 0x41, 0x5b);
  for (const c of "=&;") table[c.charCodeAt(0)] = AFTER_SLASH;
  for (const c of breaks) table[c.charCodeAt(0)] = BREAK;
  for (const c of specials) table[c.charCodeAt(0)] = SPECIAL;
  table[0x27] = quote;
  table[0x2f] = SLASH;
  table[0x3a] = colon;
  return table;
}

/**
 * Index from which on redaction may have to change something: inside or right behind the word
 * in question. -1 is certain: nothing has to change, which holds for most texts of real reports
 * and is found in one pass.
 */
export function findSuspect(text: string, kind: Kind, from: number): number {
  const table = CLASSES[kind];
  let start = from;
  let mixed = false;
  let path = false;
  for (let i = from; i < text.length; i++) {
    const c = text.charCodeAt(i);
    const type = c < 128 ? table[c] : PLAIN;
    if (type === PLAIN) continue;
    if (type === MIXED) {
      mixed = true;
      continue;
    }
    if (type === SPECIAL || (type === AFTER_SLASH && path)) return i;
    if (type === COLON && text.charCodeAt(i + 1) !== 0x2f) return i;
    if (isToken(i - start, mixed)) return i;
    if (type === QUOTE && startsHashOrNonce(text, i)) i = endOfBase64(text, i + 1) - 1;
    path = type === SLASH;
    start = i + 1;
    mixed = false;
  }
  return isToken(text.length - start, mixed) ? text.length : -1;
}

function isToken(length: number, mixed: boolean): boolean {
  return length >= WORD_LIMIT || (mixed && length >= TOKEN_LENGTH);
}

function startsHashOrNonce(text: string, quote: number): boolean {
  return text.startsWith("nonce-", quote + 1) || text.startsWith("sha", quote + 1);
}

function endOfBase64(text: string, from: number): number {
  let i = from;
  while (i < text.length && isBase64(text.charCodeAt(i))) i++;
  return i;
}

/** Letters and digits of both base64 alphabets, and `=`. */
function isBase64(c: number): boolean {
  const letter = (c | 0x20) >= 0x61 && (c | 0x20) <= 0x7a;
  return letter || (c >= 0x2f && c <= 0x39) || c === 0x2b || c === 0x2d || c === 0x3d || c === 0x5f;
}
