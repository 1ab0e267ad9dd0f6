/** What an {@link excerpt} leaves out. */
export interface ExcerptOptions {
  /** Secrets, each shown as `…` wherever it stands. Empty and absent ones are no secrets. */
  hide?: ReadonlyArray<string | undefined>;
  /** How many UTF-16 units to show at most. Default 160. */
  length?: number;
}

/**
 * A few words of a text that came from elsewhere, for a log line or the message of an error: one
 * line, printable, without secrets. Empty where nothing printable is left.
 *
 * @example excerpt(answer.text, { hide: [token] })
 */
export function excerpt(text: string, { hide = [], length = 160 }: ExcerptOptions = {}): string {
  const given = hide.filter((secret) => secret !== undefined).filter((secret) => secret !== "");
  // Some write the slash of a text in JSON as `\/`.
  const secrets = given.flatMap((secret) => [secret, secret.replaceAll("/", "\\/")]);
  // A secret may contain another one.
  const longestFirst = secrets.toSorted((a, b) => b.length - a.length);
  const shown = longestFirst.reduce((rest, secret) => rest.replaceAll(secret, "…"), text);
  const line = shown.replace(/[\p{C}\p{Z}]+/gu, " ").trim();
  return line.length > length ? `${line.slice(0, length).toWellFormed()}…` : line;
}
