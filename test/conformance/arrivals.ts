import type { Report, TSchema } from "tattle/sink";
import { demand } from "./clause.ts";
import type { Home, TestSinkOptions } from "./options.ts";

/** How long to wait between two looks at a slow destination, in milliseconds. */
const PAUSE = 20;

/** What the destination holds, by the author's probe. Without a probe everything is believed. */
export class Arrivals {
  constructor(private readonly o: TestSinkOptions<TSchema>) {}

  /** How often the destination holds each id. */
  async counts(home: Home): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    for (const id of (await this.o.probe?.(home)) ?? []) counts.set(id, (counts.get(id) ?? 0) + 1);
    return counts;
  }

  /** @throws Broken unless each report that has to arrive is there, exactly once or at least once */
  async expect(home: Home, reports: readonly Report[], when: string, once: boolean): Promise<void> {
    if (!this.o.probe) return;
    const due = this.due(reports);
    const missing = await this.#missing(home, due);
    demand(
      missing === 0,
      `The destination lacks ${missing} of ${due.length} reports ${when}. Once write() has resolved${this.o.plugin.supports.deferred ? " and sync() after it" : ""} they have to be there; throw until they are.`,
    );
    if (!once) return;
    const counts = await this.counts(home);
    const twice = due.filter(({ id }) => (counts.get(id) ?? 0) > 1).length;
    demand(
      twice === 0,
      `The destination holds ${twice} of ${due.length} reports more than once ${when}. ${this.o.plugin.supports.idempotent ? "Deduplicate by report.id at the destination, or declare supports.idempotent = false" : "Nothing came twice here: write each report once"}.`,
    );
  }

  /** @throws Broken if one of these is there */
  async expectNone(home: Home, reports: readonly Report[], when: string): Promise<void> {
    const counts = await this.counts(home);
    const there = reports.filter(({ id }) => counts.has(id)).length;
    demand(there === 0, `The destination holds ${there} reports ${when}.`);
  }

  /** Those that have to arrive. */
  due(reports: readonly Report[]): Report[] {
    const { delivers } = this.o;
    return delivers ? reports.filter((report) => delivers(report)) : [...reports];
  }

  async #missing(home: Home, due: readonly Report[]): Promise<number> {
    const deadline = performance.now() + (this.o.lag ?? 0);
    for (;;) {
      const counts = await this.counts(home);
      const missing = due.filter(({ id }) => !counts.has(id)).length;
      if (missing === 0 || performance.now() >= deadline) return missing;
      await Bun.sleep(PAUSE);
    }
  }
}
