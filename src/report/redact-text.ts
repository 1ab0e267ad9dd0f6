import { redactUrl } from "./redact-url.ts";

/** What may stand right before a URL in a text, and what then ends the URL. Elsewhere white space ends it. */
const CLOSERS: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ["`", "`"],
  ["(", ")"],
  ["<", ">"],
  ["[", "]"],
  ["{", "}"],
]);
const WORD = /[^\s"'`<>(){}]+/g;
const WORD_ENDS = /[\s"'`<>(){}]/;
const SENTENCE_MARKS = "?#!.,;:]|";
const QUERY_IN_CODE = /[?#][\w%[\].-]+=.*$/;
const ESCAPED_URL = /%3a(?:%2f|\/){2}.*$/i;
const DOMAIN = /^[a-z0-9.-]*\.[a-z]{2,}/i;
/** Longest scheme that is looked for. */
const SCHEME_LENGTH = 40;

/**
 * A text that a person or a program wrote, with the URLs in it redacted: messages, stack traces,
 * anything whose nature is unknown. Absolute URLs anywhere, `//host` and paths at the start of a
 * word, words with a query, and what stands before the `@` of an address.
 */
export function redactProse(text: string): string {
  return redactEmbedded(text, PROSE);
}

/**
 * Source code, as samples are. Absolute URLs anywhere, others only where a quote or `url(` opens
 * them, since in code `/`, `?` and `#` mean other things; queries where they assign something.
 */
export function redactCode(text: string): string {
  return redactEmbedded(text, CODE);
}

interface Rules {
  /** Whether a URL without scheme may start here. */
  starts(text: string, i: number): boolean;
  /** What is left of a word that is not recognised as a URL. */
  word(word: string): string;
  /** Whether `word` cuts at every `?`, so that a URL behind one needs no care of its own. */
  cutsQueries: boolean;
}

const PROSE: Rules = { starts: isWordStart, word: redactWord, cutsQueries: true };
const CODE: Rules = { starts: isStringStart, word: redactWordOfCode, cutsQueries: false };

function redactEmbedded(text: string, rules: Rules): string {
  let result = "";
  let done = 0;
  let inQuery = false;
  for (let i = 0; i < text.length; i++) {
    inQuery = rules.cutsQueries && isInQuery(text.charAt(i), inQuery);
    const start = inQuery ? -1 : startOfUrl(text, i, done, rules);
    if (start < 0) continue;
    const end = endOfUrl(text, start);
    result += text.slice(done, start).replace(WORD, rules.word);
    result += redactUrl(text.slice(start, end));
    done = end;
    i = Math.max(i, end - 1);
  }
  return result + text.slice(done).replace(WORD, rules.word);
}

function isInQuery(c: string, before: boolean): boolean {
  return c === "?" || (before && !WORD_ENDS.test(c));
}

/** Start of the URL that is recognised by the character at `i`, or -1. */
function startOfUrl(text: string, i: number, done: number, rules: Rules): number {
  const c = text.charCodeAt(i);
  if (c === 0x3a) {
    return isSlash(text, i + 1) && isSlash(text, i + 2) ? startOfScheme(text, i, done) : -1;
  }
  if (c !== 0x2f && c !== 0x5c && c !== 0x2e) return -1;
  return rules.starts(text, i) && isPath(text, i) ? i : -1;
}

function startOfScheme(text: string, colon: number, done: number): number {
  const limit = Math.max(done, colon - SCHEME_LENGTH);
  let start = colon;
  while (start > limit && isSchemeCharacter(text.charCodeAt(start - 1))) start--;
  return start;
}

function isSchemeCharacter(c: number): boolean {
  const letter = (c | 0x20) >= 0x61 && (c | 0x20) <= 0x7a;
  return letter || (c >= 0x30 && c <= 0x39) || c === 0x2b || c === 0x2d || c === 0x2e;
}

function isSlash(text: string, i: number): boolean {
  const c = text.charCodeAt(i);
  return c === 0x2f || c === 0x5c;
}

/** `/x`, `//x`, `./x`, `../x`; not a division, a comment or a lone slash. */
function isPath(text: string, i: number): boolean {
  let slash = i;
  while (slash < i + 2 && text.charCodeAt(slash) === 0x2e) slash++;
  if (!isSlash(text, slash)) return false;
  const next = isSlash(text, slash + 1) ? slash + 2 : slash + 1;
  return text.charCodeAt(next) > 0x20 && text.charAt(next) !== "*";
}

function isWordStart(text: string, i: number): boolean {
  if (i === 0) return true;
  const before = text.charAt(i - 1);
  return before <= " " || CLOSERS.has(before) || before === "=" || before === "," || before === "|";
}

function isStringStart(text: string, i: number): boolean {
  const before = text.charAt(i - 1);
  if (before === "(") return text.startsWith("url", i - 4);
  return before === '"' || before === "'" || before === "`";
}

function endOfUrl(text: string, start: number): number {
  const closer = CLOSERS.get(text.charAt(start - 1));
  for (let i = start; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === closer || c <= " ") return i;
  }
  return text.length;
}

function redactWord(word: string): string {
  return withoutAddressee(withoutQuery(word).replace(ESCAPED_URL, ""));
}

function redactWordOfCode(word: string): string {
  return word.replace(QUERY_IN_CODE, "").replace(ESCAPED_URL, "");
}

/** Up to the first `?` or `#` that has something behind it. `#` alone starts a word: `#123`, `#fff`. */
function withoutQuery(word: string): string {
  let end = word.length;
  while (end > 0 && SENTENCE_MARKS.includes(word.charAt(end - 1))) end--;
  for (let i = 0; i < end; i++) {
    const c = word.charAt(i);
    if (c === "?" || (c === "#" && (i > 0 || word.includes("=")))) return word.slice(0, i);
  }
  return word;
}

/** `user:password@host` and `name@example.org` without what stands before the `@`; versions (`react@18.2.0`) stay. */
function withoutAddressee(word: string): string {
  const at = word.lastIndexOf("@");
  if (at <= 0) return word;
  const secret = word.lastIndexOf(":", at) >= 0 || DOMAIN.test(word.slice(at + 1));
  return secret ? word.slice(at + 1) : word;
}
