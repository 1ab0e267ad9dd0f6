const KEY = "tattle-live-place";

/** Logging in again takes less; who comes back later wants to see what comes in from then on. Milliseconds. */
const GOOD_FOR = 2 * 60_000;

/** Remembers the newest report that was seen, for who loads the page again or has to log in again. */
export function keepPlace(id: string | null): void {
  if (id !== null) sessionStorage.setItem(KEY, JSON.stringify({ id, at: Date.now() }));
}

/** Where to go on, once; `null`: from now on. */
export function takePlace(): string | null {
  const text = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (text === null) return null;
  const { id, at }: { id: string; at: number } = JSON.parse(text);
  return Date.now() - at < GOOD_FOR ? id : null;
}
