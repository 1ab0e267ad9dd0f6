import type { Report } from "tattle/sink";
import type { Stream } from "./streams.ts";

/** Milliseconds. */
export const HOUR = 3_600_000;
/** Milliseconds. */
export const DAY = 24 * HOUR;

/** The last moment of a JavaScript Date. */
const MAX_TIME = 8.64e15;
/** Far beyond any sampling, and small enough to be added up for ever. */
const MAX_WEIGHT = 1e9;

/** What is counted under one key of a rollup. */
export interface Sum {
  received: number;
  estimated: number;
  /** Of the estimate, see clusters.ts. */
  variance: number;
}

/** What a batch does to one issue. Times in milliseconds since the epoch. */
export interface IssueSum extends Sum {
  stream: Stream;
  first: number;
  last: number;
}

/** A key of a rollup: integers, in the order of its primary key. */
export type Key = readonly number[];

/** Sums under keys, one entry for each distinct key, in order of first appearance. */
export class Tally {
  readonly #sums = new Map<string, { key: Key; sum: Sum }>();

  add(key: Key, sum: Readonly<Sum>): void {
    const name = key.join();
    const found = this.#sums.get(name);
    if (found === undefined) this.#sums.set(name, { key, sum: { ...sum } });
    else addTo(found.sum, sum);
  }

  values(): Iterable<{ key: Key; sum: Sum }> {
    return this.#sums.values();
  }
}

/** Adds one sum to another. */
export function addTo(sum: Sum, other: Readonly<Sum>): void {
  sum.received += other.received;
  sum.estimated += other.estimated;
  sum.variance += other.variance;
}

/** What a report counts in the column `disposition`; 0 stands for `null`. */
export const DISPOSITIONS = [null, "enforce", "report"] as const;

/** The place of a disposition in {@link DISPOSITIONS}; 0 for whatever is none. */
export function dispositionCode(disposition: Report["disposition"]): number {
  return Math.max(0, DISPOSITIONS.indexOf(disposition));
}

/** The moment a report is counted under: when it occurred, or came in where that makes no sense. */
export function countedAt(report: Report, idTime: number): number {
  const usable = [report.occurredAt, report.receivedAt, idTime].find(
    (time) => time >= 0 && time <= MAX_TIME,
  );
  return Math.trunc(usable ?? 0);
}

/** How many received reports a report counts for: at least itself. */
export function countedWeight(report: Report): number {
  return report.weight >= 1 ? Math.min(report.weight, MAX_WEIGHT) : 1;
}
