import type { AdviceList } from "./advice.ts";

/**
 * What no URL may hold as it is (RFC 3986 §2), spaces apart; and the dollar, which nginx, Vercel
 * and others give a meaning that cannot be escaped everywhere.
 */
const NOT_IN_URLS = /[\p{Cc}"$<>\\^`{|}]/gu;
const NON_ASCII = /\P{ASCII}/u;
/** A source that begins with a host: scheme, name, and what comes after. */
const HOST_FIRST = /^([a-z][a-z0-9+.-]*:\/\/)?([^/?#:]+)(.*)$/is;

/**
 * A policy in characters that a header can carry and that no configuration file takes for more:
 * names of hosts in punycode, the rest percent-encoded. Paths and queries mean the same afterwards.
 */
export function repairPolicy(text: string, advice: AdviceList): string {
  return text.replace(/\s+/g, " ").replace(/[^ ;,]+/g, (token) => {
    const ascii = NON_ASCII.test(token) ? asciiToken(token, advice) : token;
    const plain = encodeUnsafe(ascii);
    if (plain !== ascii) advice.add("encoded-characters", token);
    return plain;
  });
}

function asciiToken(token: string, advice: AdviceList): string {
  advice.add("non-ascii", token);
  const [, scheme = "", host = "", rest = ""] = HOST_FIRST.exec(token) ?? ["", "", "", token];
  return scheme + asciiHost(host) + encodeNonAscii(rest);
}

function asciiHost(host: string): string {
  if (!NON_ASCII.test(host)) return host;
  const name = URL.parse(`https://${host}`)?.hostname;
  return name === undefined || name === "" || name.includes("%") ? encodeNonAscii(host) : name;
}

function encodeNonAscii(text: string): string {
  return text.toWellFormed().replace(/\P{ASCII}+/gu, encodeURIComponent);
}

/** The text with what no configuration file can hold safely percent-encoded. */
export function encodeUnsafe(text: string): string {
  return text.replace(NOT_IN_URLS, percent);
}

/** `%7B` for `{`. */
export function percent(c: string): string {
  return `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}
