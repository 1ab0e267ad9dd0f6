/** Spans that end now, by the name that stands in the address. */
export const LASTS = { "24h": 1, "7d": 7, "30d": 30, "90d": 90 } as const;

export type Last = keyof typeof LASTS;

/** The span of time that a page shows: one that moves along with the clock, or a fixed one. */
export type Span =
  | { readonly last: Last }
  /** RFC 3339, `to` excluded. */
  | { readonly from: string; readonly to: string };

export const DEFAULT_LAST: Last = "7d";

const DAY = 86_400_000;

/** The span of an address; the default where it says nothing that can be read. */
export function readSpan(search: URLSearchParams): Span {
  const [from, to] = [moment(search.get("from")), moment(search.get("to"))];
  if (from !== null && to !== null && from < to) {
    return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  }
  const last = search.get("last") ?? "";
  return { last: isLast(last) ? last : DEFAULT_LAST };
}

/** The span as the API takes it. Moving spans leave their end to the server's clock. */
export function spanQuery(span: Span, now: number): { from: string; to?: string } {
  if ("from" in span) return { from: span.from, to: span.to };
  return { from: new Date(now - LASTS[span.last] * DAY).toISOString() };
}

/** Both ends in milliseconds since the epoch, as far as this machine's clock knows. */
export function spanEnds(span: Span, now: number): { from: number; to: number } {
  if ("from" in span) return { from: Date.parse(span.from), to: Date.parse(span.to) };
  return { from: now - LASTS[span.last] * DAY, to: now };
}

function isLast(text: string): text is Last {
  return Object.hasOwn(LASTS, text);
}

function moment(text: string | null): number | null {
  const at = Date.parse(text ?? "");
  return Number.isNaN(at) ? null : at;
}

/** The span of the same length that ends where this one begins. */
export function spanBefore(span: Span, now: number): Span {
  const { from, to } = spanEnds(span, now);
  return { from: new Date(2 * from - to).toISOString(), to: new Date(from).toISOString() };
}
