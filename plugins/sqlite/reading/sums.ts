import type { Counts } from "tattle/sink";

/** Both counts added up. */
export function sumOf(rows: Iterable<Counts>): Counts {
  const sum = { received: 0, estimated: 0 };
  for (const { received, estimated } of rows) {
    sum.received += received;
    sum.estimated += estimated;
  }
  return sum;
}

/** What is left of a sum; nothing below zero, where decimals were added up in another order. */
export function less(sum: Counts, part: Counts): Counts {
  const received = sum.received - part.received;
  return { received, estimated: Math.max(received, sum.estimated - part.estimated) };
}

/** Throws a RangeError that names the parameter. */
export function checkLimit(name: string, limit: number, most: number): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > most) {
    throw new RangeError(`\`${name}\` must be an integer from 1 to ${most}.`);
  }
  return limit;
}

/** 97.5 % of a normal distribution lie below so many standard deviations. */
const Z = 1.96;

/** Where an estimate of that variance lies with 95 % confidence; never below what was received. */
export function intervalOf({ received, estimated }: Counts, variance: number) {
  const half = Z * Math.sqrt(Math.max(0, variance));
  return { low: Math.max(received, estimated - half), high: estimated + half };
}
