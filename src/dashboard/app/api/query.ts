/** Parameters of an address; those that are `undefined` are left out, an empty text stays. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/** `?a=1&b=2`, or nothing. */
export function search(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  return parameters.size === 0 ? "" : `?${parameters}`;
}
