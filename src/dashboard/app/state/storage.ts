/**
 * What this browser remembers for its person alone. Browsers can be told to keep nothing, and then
 * throw at the mere mention: the page works all the same, and forgets.
 */
export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** @param value `null`: forgets it */
export function remember(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // It holds until the page is left.
  }
}
