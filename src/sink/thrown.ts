/** What says nothing by itself, and what to call it. */
const SILENT: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [undefined, "undefined"],
  [null, "null"],
  ["", "an empty text"],
]);

/**
 * The text of what a plugin threw, which may be anything: an error's message, its name where it has
 * none, else the thing itself. Always says something. Never throws.
 */
export function thrownText(thrown: unknown): string {
  const silent = SILENT.get(thrown);
  if (silent !== undefined) return `It threw ${silent}, which says nothing.`;
  try {
    return String(thrown instanceof Error ? thrown.message || thrown.name : thrown);
  } catch {
    return "An error that has no text.";
  }
}
