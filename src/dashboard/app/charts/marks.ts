import type { Bucket } from "./buckets.ts";

const DAY = 86_400;

/**
 * What stands at the marks of an axis of time: days, or hours where these are closer. Below the
 * first one, and where it changes, stands the year or the day.
 *
 * @param splits the marks, in seconds since the epoch
 * @param distance between two of them, in seconds
 */
export function marksOf(splits: readonly number[], distance: number, bucket: Bucket): string[] {
  // Buckets of days are those of UTC.
  const zone = bucket === "day" ? { timeZone: "UTC" } : {};
  const day = new Intl.DateTimeFormat("en", { ...zone, month: "short", day: "numeric" });
  const year = new Intl.DateTimeFormat("en", { ...zone, year: "numeric" });
  const hour = new Intl.DateTimeFormat("en", { ...zone, timeStyle: "short", hourCycle: "h23" });
  const [above, below] = distance >= DAY ? [day, year] : [hour, day];
  const under = splits.map((at) => below.format(at * 1000));
  return splits.map((at, index) => {
    const text = above.format(at * 1000);
    return under[index] === under[index - 1] ? text : `${text}\n${under[index]}`;
  });
}
