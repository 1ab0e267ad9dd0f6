const KEY = "tattle-live-place";

/** Logging in again takes less; who comes back later wants to see what comes in from then on. Milliseconds. */
const GOOD_FOR = 2 * 60_000;

/** Remembers the newest report that was seen, for who loads the page again or has to log in again. */
export function keepPlace(id: string | null): void {
  if (id === null) return;
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ id, at: Date.now() }));
  } catch {
    // Browsers that keep nothing begin anew.
  }
}

/** Where to go on, once; `null`: from now on. */
export function takePlace(): string | null {
  try {
    const text = sessionStorage.getItem(KEY) ?? "null";
    sessionStorage.removeItem(KEY);
    const place: { id: string; at: number } | null = JSON.parse(text);
    return place !== null && Date.now() - place.at < GOOD_FOR ? place.id : null;
  } catch {
    return null;
  }
}
