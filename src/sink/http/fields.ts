/** The longest pause that an answer can ask for, in milliseconds. */
const MAX_PAUSE = 60 * 60 * 1000;

/**
 * `Retry-After` in milliseconds, for the option of that name of a `SinkError`: at most an hour,
 * `null` where the field is absent or unreadable. RFC 9110 §10.2.3: seconds, or an HTTP date.
 *
 * @param now milliseconds since the epoch, by the clock of the context
 */
export function retryAfter(headers: Headers, now: number): number | null {
  const value = headers.get("retry-after")?.trim() ?? "";
  if (/^\d+$/.test(value)) return Math.min(Number(value) * 1000, MAX_PAUSE);
  const date = /GMT$/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? null : Math.min(Math.max(date - now, 0), MAX_PAUSE);
}

/**
 * Where a redirect leads, for a message: the origin of `Location`, since the rest of an address
 * may carry anything; `another address` where it names none.
 */
export function redirectOrigin(headers: Headers): string {
  return originOf(headers.get("location") ?? "") ?? "another address";
}

/** The only part of an address that a message may show; `null` for what is no URL. */
export function originOf(url: string | URL): string | null {
  return URL.parse(String(url))?.origin ?? null;
}
