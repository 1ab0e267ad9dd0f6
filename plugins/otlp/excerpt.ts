/**
 * A few words of what the receiver said, for the operator: one line, printable, without any of
 * the secrets, nor what follows the scheme in one (`Bearer …`).
 */
export function excerpt(text: string, secrets: readonly string[], length = 200): string {
  const parts = secrets.flatMap((secret) => [secret, secret.slice(secret.indexOf(" ") + 1)]);
  const masked = parts
    .filter((part) => part !== "")
    .reduce((rest, part) => rest.replaceAll(part, "…"), text);
  const line = masked.replace(/[\p{C}\p{Z}]+/gu, " ").trim();
  return line.length > length ? `${line.slice(0, length).toWellFormed()}…` : line;
}
