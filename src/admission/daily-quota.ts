const DAY_MS = 86_400_000;

/** Counts what is kept per project and UTC day. Holds one number a project. */
export class DailyQuota {
  #day = 0;
  readonly #used = new Map<string, number>();

  /** `used` is what was already kept on the day of `now`, so that a restart refills nothing. */
  constructor(now: number, used: ReadonlyMap<string, number> = new Map()) {
    this.#day = dayOf(now);
    for (const [project, count] of used) this.#used.set(project, count);
  }

  /** Counts one more; false where the day's quota is used up. */
  allow(project: string, perDay: number, now: number): boolean {
    this.#turnTo(dayOf(now));
    const used = this.#used.get(project) ?? 0;
    if (used >= perDay) return false;
    this.#used.set(project, used + 1);
    return true;
  }

  #turnTo(day: number): void {
    // A clock set back by seconds over midnight must not refill a quota twice.
    if (day === this.#day || day === this.#day - 1) return;
    this.#day = day;
    this.#used.clear();
  }
}

function dayOf(time: number): number {
  return Math.floor(time / DAY_MS);
}
