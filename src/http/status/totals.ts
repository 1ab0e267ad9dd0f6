import type { Count, HourCount } from "../../journal/index.ts";

const HOUR = 3_600_000;

/**
 * Counters since ever, without reading all hours each time: hours that can no longer change are
 * summed once. They come from disk, so that they go on where the last process ended.
 */
export class Totals {
  readonly #closed = new Map<string, Count>();
  /** All hours before this one are in `#closed`. */
  #closedUntil = 0;

  constructor(readonly counters: (since: number) => HourCount[]) {}

  read(now: number): Count[] {
    // Counts wait for the next commit of the journal, so the hour before may still grow.
    const open = now - (now % HOUR) - HOUR;
    const sums = new Map<string, Count>();
    for (const count of this.counters(this.#closedUntil)) {
      if (count.hour < this.#closedUntil) continue;
      add(count.hour < open ? this.#closed : sums, count);
    }
    this.#closedUntil = Math.max(this.#closedUntil, open);
    for (const count of this.#closed.values()) add(sums, count);
    return [...sums.values()];
  }
}

function add(sums: Map<string, Count>, { project, outcome, count }: Count): void {
  const key = `${outcome} ${project ?? ""}`;
  const known = sums.get(key);
  if (known === undefined) sums.set(key, { project, outcome, count });
  else known.count += count;
}
