import type { TimeRange } from "tattle/sink";
import { DAY, HOUR } from "./tally.ts";

/** The longest span that is shown by the hour. */
const MAX_HOURLY = 3 * DAY;
const HOURS_A_DAY = DAY / HOUR;
/** Whole days, so that widening a span cannot leave it. */
const MAX_TIME = 8.64e15;

/** Buckets since the epoch; `to` is exclusive. Empty where a span ends before it begins. */
export interface Buckets {
  from: number;
  to: number;
}

/** A span in the units that counts are kept by. */
export interface Span {
  /** All of it by the hour. */
  hours: Buckets;
  /** The whole days among these hours. */
  days: Buckets;
  /** All days that any part of it lies in. */
  wide: Buckets;
  /** True where hours tell more than days would. */
  short: boolean;
}

/** Hours and days of which any part lies in the span belong to it as a whole. */
export function spanOf({ from, to }: TimeRange): Span {
  const start = clamp(from);
  const end = Math.max(start, clamp(to));
  const hours = bucketsOf(start, end, HOUR);
  const firstDay = Math.ceil(hours.from / HOURS_A_DAY);
  return {
    hours,
    days: { from: firstDay, to: Math.max(firstDay, Math.floor(hours.to / HOURS_A_DAY)) },
    wide: bucketsOf(start, end, DAY),
    short: end - start <= MAX_HOURLY,
  };
}

/** The span of these buckets, in milliseconds. */
export function rangeOf({ from, to }: Buckets, unit: number): TimeRange {
  return { from: from * unit, to: to * unit };
}

function bucketsOf(from: number, to: number, unit: number): Buckets {
  const first = Math.floor(from / unit);
  return { from: first, to: from === to ? first : Math.ceil(to / unit) };
}

function clamp(time: number): number {
  return Number.isNaN(time) ? 0 : Math.min(Math.max(time, 0), MAX_TIME);
}

/** The most buckets that are looked up one by one. */
const MAX_LISTED = 1_000;

/**
 * A condition on a column of buckets. With `seeks` it names each bucket by itself, which lets
 * SQLite look up a few owners in each; a span of absurd length is a range all the same.
 */
export function withinBuckets(column: string, { from, to }: Buckets, seeks: boolean): string {
  if (!seeks || to - from > MAX_LISTED) return `${column} >= ${from} AND ${column} < ${to}`;
  const listed = Array.from({ length: Math.max(0, to - from) }, (_, n) => from + n);
  return `${column} IN (${listed.join(", ")})`;
}
