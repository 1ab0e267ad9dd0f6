/** Plain segments, no second slash in a row, backslash or scheme; and a query without quotes, blanks or control characters. */
const OWN_PATH = /^\/(?:[\w-]+(?:\/[\w-]+)*\/?)?(?:\?[\w=&.~%+*:/,@-]*)?$/;
/** A filter by document has its whole URL in it. */
const MAX_LENGTH = 4_000;

/**
 * Where to go after logging in, as `next` asks, if that is a page of Tattle's own; else the
 * start page. So a link to the login page can lead nowhere else.
 */
export function ownPath(next: string | null | undefined): string {
  if (next === null || next === undefined || next.length > MAX_LENGTH) return "/";
  return OWN_PATH.test(next) && !next.startsWith("/login") ? next : "/";
}
