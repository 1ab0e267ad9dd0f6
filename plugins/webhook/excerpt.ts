/** A few words of an answer for the operator: one line, printable, without the texts to hide. */
export function excerpt(text: string, hidden: readonly string[], length = 160): string {
  const shown = hidden.reduce((rest, secret) => rest.replaceAll(secret, "…"), text);
  const line = shown.replace(/[\p{C}\p{Z}]+/gu, " ").trim();
  return line.length > length ? `${line.slice(0, length).toWellFormed()}…` : line;
}
