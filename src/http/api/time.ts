import type { TimeRange } from "../../sink/reader.ts";
import { RequestError } from "../problems.ts";

const DAY = 86_400_000;
/** Somewhat above the 13 months for which rollups are kept. */
const LONGEST_SPAN = 400 * DAY;

const MILLISECONDS = /^\d{1,14}$/;
const RFC3339 =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d{2}:\d{2}))?$/;

/** Milliseconds since the epoch, as RFC 3339. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString();
}

/** {@link timestamp}, where there is one. */
export function optionalTimestamp(ms: number | null): string | null {
  return ms === null ? null : timestamp(ms);
}

/** Reads a date (midnight, UTC), a date and time with its offset, or milliseconds; `null` for anything else. */
export function parseMoment(text: string): number | null {
  if (MILLISECONDS.test(text)) return Number(text);
  const match = RFC3339.exec(text);
  if (match === null || !isDate(Number(match[1]), Number(match[2]), Number(match[3]))) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) || ms < 0 ? null : ms;
}

/** `Date.parse` takes 30 February for 2 March. */
function isDate(year: number, month: number, day: number): boolean {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
}

/** Where the span stands. */
type Place = "query" | "body";

/** A span as a request has it. */
interface SpanParameters {
  from?: string;
  to?: string;
}

/**
 * The span that `from` and `to` name; without `from` so many days before `to`, without `to` until
 * now. Throws `request_invalid` where they are unreadable, in the wrong order or too far apart.
 */
export function parseRange(
  query: SpanParameters,
  now: number,
  days = 1,
  place: Place = "query",
): TimeRange {
  const to = query.to === undefined ? now : momentParameter("to", query.to, place);
  const from =
    query.from === undefined
      ? Math.max(0, to - days * DAY)
      : momentParameter("from", query.from, place);
  if (from >= to) throw invalid("from", "Expected a moment before `to`", place);
  if (to - from > LONGEST_SPAN) {
    throw invalid("from", "Expected at most 400 days before `to`", place);
  }
  return { from, to };
}

/** The ends that `from` and `to` name, and no others. Throws `request_invalid` alike, however far apart they are. */
export function parseEnds(query: SpanParameters): Partial<TimeRange> {
  const ends = {
    ...(query.from !== undefined && { from: momentParameter("from", query.from) }),
    ...(query.to !== undefined && { to: momentParameter("to", query.to) }),
  };
  if (ends.from !== undefined && ends.to !== undefined && ends.from >= ends.to) {
    throw invalid("from", "Expected a moment before `to`");
  }
  return ends;
}

/** The moment that a parameter names. @throws RequestError `request_invalid` */
export function momentParameter(name: string, text: string, place?: Place): number {
  const ms = parseMoment(text);
  if (ms === null)
    throw invalid(name, "Expected an RFC 3339 date or time since 1970, or milliseconds", place);
  return ms;
}

function invalid(name: string, message: string, place: Place = "query"): RequestError {
  return new RequestError("request_invalid", "Parameters of the request are not valid.", {
    errors: [{ in: place, name, message }],
  });
}
