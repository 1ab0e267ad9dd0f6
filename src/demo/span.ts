export const DAY = 24 * 3_600_000;
const HOUR = 3_600_000;

/** The time that the demo's data are of, milliseconds since the epoch. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A moment of a span, however long that is. */
export type Moment = (span: Span) => number;

/** After that part of the span: `after(0.5)` is its middle. */
export function after(part: number): Moment {
  return ({ start, end }) => start + (end - start) * part;
}

/** So many hours before the end, but in the last quarter in any case. */
export function hoursAgo(hours: number): Moment {
  return (span) => Math.max(after(0.75)(span), span.end - hours * HOUR);
}

/** How busy each hour of the day is (UTC), and what a Saturday and a Sunday have of that. */
export interface Rhythm {
  readonly hours: readonly number[];
  readonly weekend: number;
}

/** People at home: mornings are quiet, evenings are not. */
export const EVENINGS: Rhythm = {
  hours: [5, 3, 2, 2, 2, 3, 5, 8, 11, 13, 14, 15, 17, 16, 15, 15, 16, 18, 21, 25, 26, 22, 15, 9],
  weekend: 1.25,
};

/** People at work. */
export const OFFICE: Rhythm = {
  hours: [0, 0, 0, 0, 0, 1, 5, 16, 24, 26, 24, 18, 15, 22, 24, 20, 13, 6, 2, 1, 1, 0, 0, 0],
  weekend: 0.05,
};

/** Readers of all the world. */
export const ALWAYS: Rhythm = {
  hours: [8, 7, 6, 6, 7, 8, 9, 10, 11, 12, 12, 13, 14, 15, 15, 15, 14, 14, 13, 13, 12, 12, 11, 9],
  weekend: 0.7,
};

/** Where visits of a rhythm lie in a span: more of them in busy hours. */
export class Calendar {
  readonly #span: Span;
  /** Ends of the span's hours, and how much was going on until then. */
  readonly #hours: Array<{ start: number; end: number; sum: number }> = [];

  constructor(span: Span, rhythm: Rhythm) {
    this.#span = span;
    let sum = 0;
    for (let start = span.start; start < span.end; ) {
      const end = Math.min(span.end, start - (start % HOUR) + HOUR);
      sum += ((end - start) / HOUR) * busyness(start, rhythm);
      this.#hours.push({ start, end, sum });
      start = end;
    }
  }

  /** The moment at that part (0 to below 1) of all that is going on between two moments. */
  between(from: number, to: number, part: number): number {
    const low = this.#sumAt(from);
    const high = this.#sumAt(to);
    // A night in an office, in which nothing is going on.
    if (high <= low) return Math.floor(from + (to - from) * part);
    return Math.min(to - 1, Math.max(from, this.#momentOf(low + (high - low) * part)));
  }

  #sumAt(moment: number): number {
    const index = first(this.#hours, ({ end }) => end > moment);
    const hour = this.#hours[index];
    if (hour === undefined) return this.#hours.at(-1)?.sum ?? 0;
    const before = this.#hours[index - 1]?.sum ?? 0;
    return before + ((hour.sum - before) * (moment - hour.start)) / (hour.end - hour.start);
  }

  #momentOf(sum: number): number {
    const index = first(this.#hours, (hour) => hour.sum > sum);
    const hour = this.#hours[index];
    if (hour === undefined) return this.#span.end - 1;
    const before = this.#hours[index - 1]?.sum ?? 0;
    const part = (sum - before) / (hour.sum - before);
    return Math.floor(hour.start + (hour.end - hour.start) * part);
  }
}

/** Index of the first of which it holds, as it does of all after it; their number for none. */
function first<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && holds(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function busyness(moment: number, { hours, weekend }: Rhythm): number {
  const date = new Date(moment);
  const day = date.getUTCDay();
  // Nothing is never going on anywhere.
  const hour = (hours[date.getUTCHours()] ?? 0) + 0.2;
  return day === 0 || day === 6 ? hour * weekend : hour;
}
