/** Counts of one hour or day as the API gives them; those without a report are left out. */
interface Point {
  at: string;
  received: number;
}

/** Milliseconds of a bucket. */
export const BUCKETS = { hour: 3_600_000, day: 86_400_000 } as const;

export type Bucket = keyof typeof BUCKETS;

/** Moments of all buckets between both ends, those without a report too. Milliseconds since the epoch. */
export function bucketTimes(from: number, to: number, bucket: Bucket): number[] {
  if (to <= from) return [];
  const step = BUCKETS[bucket];
  const first = from - (from % step);
  const count = Math.max(0, Math.ceil((to - first) / step));
  return Array.from({ length: count }, (_, i) => first + i * step);
}

/** What was received in each of the buckets. */
export function received(points: readonly Point[], times: readonly number[]): number[] {
  const byTime = new Map(points.map((point) => [Date.parse(point.at), point.received]));
  return times.map((at) => byTime.get(at) ?? 0);
}
