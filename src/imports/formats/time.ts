/** Seconds of the year 5138; as milliseconds they are of 1973. So larger numbers are milliseconds. */
const SECONDS_END = 1e11;

const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/;
/** nginx's `$time_local`: `29/Nov/2026:16:17:00 +0000`. */
const LOCAL = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})$/;
const NUMBER = /^\d{9,13}(?:\.\d{1,9})?$/;

/** A moment as logs write it, in milliseconds since the epoch; `null` where it is none. */
export function momentOf(value: unknown): number | null {
  if (typeof value === "number") return fromNumber(value);
  if (typeof value !== "string") return null;
  if (NUMBER.test(value)) return fromNumber(Number(value));
  if (ISO.test(value)) return known(Date.parse(value));
  const local = LOCAL.exec(value);
  if (local === null) return null;
  const [, day, month, year, clock, zone] = local;
  return known(Date.parse(`${day} ${month} ${year} ${clock} ${zone}`));
}

function fromNumber(value: number): number | null {
  return known(Math.round(value < SECONDS_END ? value * 1_000 : value));
}

function known(moment: number): number | null {
  return Number.isSafeInteger(moment) && moment >= 0 ? moment : null;
}
