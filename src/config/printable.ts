/** Somebody else's text as one line without control characters, cut to a bearable length. */
export function printable(text: string, length = 200): string {
  const line = text.replace(/[\p{C}\s]+/gu, " ").trim();
  return line.length > length ? `${line.slice(0, length)}…` : line;
}
