const DAY = 86_400_000;

/** Days that an explanation looks at. */
const EXPLAINED = 30;

/**
 * The span to explain an issue by: the last days, or, of one that is long gone, the days before it
 * was seen last. Empty: the API's own.
 */
export function explainedSpan(lastSeen: string, now: number): { from?: string; to?: string } {
  const last = Date.parse(lastSeen);
  if (now - last < (EXPLAINED - 1) * DAY) return {};
  return {
    from: new Date(last - EXPLAINED * DAY).toISOString(),
    to: new Date(last + DAY).toISOString(),
  };
}

/** A week that ends just after an issue was seen last. */
export function spanAround(lastSeen: string): { from: string; to: string } {
  const last = Date.parse(lastSeen);
  return {
    from: new Date(last - 7 * DAY).toISOString(),
    to: new Date(last + 3_600_000).toISOString(),
  };
}
