/** For the `retryAfter` of a `SinkError`: how long to wait where the other side does not say, in milliseconds. */
export const PAUSES = {
  /** After a 429 without `Retry-After`. */
  rateLimited: 10_000,
  /** Until somebody has looked, since it does not get better by itself: a 404, a wrong address, a login page. */
  attended: 60_000,
} as const;
