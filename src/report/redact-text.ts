import { redactUrl } from "./redact-url.ts";

/** What may stand right before a URL in a text, with what then ends the URL. Elsewhere white space ends it. */
const CLOSERS: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ["`", "`"],
  ["(", ")"],
  ["<", ">"],
  ["[", "]"],
  ["{", "}"],
]);
/** Where a URL starts: `scheme://`, `//host`, `/path`, `./path`, `../path`, the last four only at the start of a word. */
const URL_START =
  /[a-z][a-z0-9+.-]*:[/\\]{2}|(?<=^|[\s"'`(<[{=,])(?:[/\\]{2}|\.{0,2}\/)(?=[^\s/*])/gi;
/** In code `/` and `//` are operators and comments, so only quotes make a URL of what has no scheme. */
const URL_START_IN_CODE =
  /[a-z][a-z0-9+.-]*:[/\\]{2}|(?<=["'`(])(?:[/\\]{2}|\.{0,2}\/)(?=[^\s/*])/gi;
/** A word without scheme that has a query or fragment, credentials, or an escaped URL in it. */
const QUERY = /[?#](?=[\w%[&]).*$/;
const QUERY_IN_CODE = /[?#][\w%[\].-]+=.*$/;
const BEFORE_AT = /^.*@(?=[^@]*\.)/;
const ESCAPED_URL = /%3a(?:%2f|\/){2}.*$/i;
const WORD = /[^\s"'`<>(){}]+/g;

/**
 * A text that a person or a program wrote, with the URLs in it redacted: messages, stack traces,
 * anything whose nature is unknown.
 */
export function redactProse(text: string): string {
  return redactEmbedded(text, URL_START, redactWord);
}

/** Source code, as samples are. Only what is certainly a URL or a query is changed. */
export function redactCode(text: string): string {
  return redactEmbedded(text, URL_START_IN_CODE, redactWordOfCode);
}

function redactEmbedded(text: string, starts: RegExp, word: (match: string) => string): string {
  let result = "";
  let done = 0;
  for (const match of text.matchAll(starts)) {
    if (match.index < done) continue;
    const end = endOfUrl(text, match.index, match.index + match[0].length);
    result += text.slice(done, match.index).replace(WORD, word);
    result += redactUrl(text.slice(match.index, end));
    done = end;
  }
  return result + text.slice(done).replace(WORD, word);
}

function endOfUrl(text: string, start: number, from: number): number {
  const closer = CLOSERS.get(text.charAt(start - 1));
  for (let i = from; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === closer || c <= " ") return i;
  }
  return text.length;
}

function redactWord(word: string): string {
  return word.replace(QUERY, "").replace(BEFORE_AT, "").replace(ESCAPED_URL, "");
}

function redactWordOfCode(word: string): string {
  return word.replace(QUERY_IN_CODE, "").replace(ESCAPED_URL, "");
}
