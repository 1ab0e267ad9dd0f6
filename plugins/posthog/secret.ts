/** What may be shown of a project key: its first 7 characters, and nothing of a short or odd one. */
export function maskKey(key: string): string {
  return /^[\w-]{15,}$/.test(key) ? `${key.slice(0, 7)}…` : "…";
}

/** A few words of an answer for the operator: one line, printable, without the key. */
export function excerpt(text: string, key: string, length = 160): string {
  const line = text
    .replaceAll(key, maskKey(key))
    .replace(/[\p{C}\p{Z}]+/gu, " ")
    .trim();
  return line.length > length ? `${line.slice(0, length).toWellFormed()}…` : line;
}
