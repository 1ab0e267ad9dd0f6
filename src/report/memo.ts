/** How many answers are kept, and of texts of how many characters at the most: together the bound on memory. */
const ENTRIES = 256;
const LONGEST = 8_192;

/**
 * Remembers the answers of a pure function of a text, the oldest forgotten first. For texts that
 * come again and again, as a site's policy does in each of its reports.
 */
export function memoized<T>(compute: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const answer = known.get(text);
    if (answer !== undefined) return answer;
    const computed = compute(text);
    if (text.length > LONGEST) return computed;
    if (known.size >= ENTRIES) {
      for (const oldest of known.keys()) {
        known.delete(oldest);
        break;
      }
    }
    known.set(text, computed);
    return computed;
  };
}
