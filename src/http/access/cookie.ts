/**
 * The session cookie's name. Under https the prefix makes browsers refuse it from other hosts
 * and from http (RFC 6265bis §4.1.3.2).
 */
export function cookieName(https: boolean): string {
  return https ? "__Host-tattle" : "tattle";
}

/** A `Set-Cookie` field. `maxAge` in seconds; 0 removes the cookie. */
export function setCookie(value: string, maxAge: number, https: boolean): string {
  const parts = [
    `${cookieName(https)}=${value}`,
    "Path=/",
    `Max-Age=${maxAge}`,
    "HttpOnly",
    "SameSite=Strict",
  ];
  return (https ? [...parts, "Secure"] : parts).join("; ");
}

/** The session's id from a `Cookie` field, or `null`. The first of several wins. */
export function readCookie(header: string | null, https: boolean): string | null {
  const prefix = `${cookieName(https)}=`;
  for (const part of (header ?? "").split(";")) {
    const pair = part.trim();
    if (pair.startsWith(prefix)) return pair.slice(prefix.length);
  }
  return null;
}
