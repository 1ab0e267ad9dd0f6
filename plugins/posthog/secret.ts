/** What may be shown of a project key: its first 7 characters, and nothing of a short or odd one. */
export function maskKey(key: string): string {
  return /^[\w-]{15,}$/.test(key) ? `${key.slice(0, 7)}…` : "…";
}
