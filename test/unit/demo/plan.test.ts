import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { countsOf, FEWEST_REPORTS, type PlanOptions, planOf } from "../../../src/demo/plan.ts";
import { TALES } from "../../../src/demo/tales/index.ts";
import { decodeBody } from "../../../src/intake/index.ts";
import { NOW, OPTIONS } from "./support.ts";

setDefaultTimeout(60_000);

const DAY = 24 * 3_600_000;

function arrivalsOf(options: Partial<PlanOptions> = {}) {
  return [...planOf({ ...OPTIONS, ...options }).arrivals()];
}

describe("a plan", () => {
  test("is the same for the same seed and time, and another for another", () => {
    const first = JSON.stringify(arrivalsOf());
    expect(JSON.stringify(arrivalsOf())).toBe(first);
    expect(JSON.stringify(arrivalsOf({ seed: 2 }))).not.toBe(first);
    expect(JSON.stringify(arrivalsOf({ now: NOW + 1 }))).not.toBe(first);
  });

  test.each([
    [2, FEWEST_REPORTS],
    [14, 5_000],
    [60, 3_000],
  ])("of %d days and %d reports lies within them, in order", (days, reports) => {
    const plan = planOf({ ...OPTIONS, days, reports });
    const times = [...plan.arrivals()].map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(NOW - days * DAY);
    expect(times.at(-1)).toBeLessThan(NOW);
  });

  test("sends as many reports as were asked for", () => {
    for (const reports of [FEWEST_REPORTS, 4_321]) {
      const plan = planOf({ ...OPTIONS, reports });
      const requests = [...plan.arrivals()].flatMap((arrival) => arrival.requests);
      const cut = arrivalsOf({ reports }).filter(({ tale }) => tale.fault?.cut);
      const sent = [...requests, ...plan.mistakes].reduce((sum, { body, contentType }) => {
        const bytes = new TextEncoder().encode(body);
        return sum + decodeBody(bytes, contentType, { reportsPerBody: 100 }).items.length;
      }, 0);
      expect(sent + cut.flatMap((arrival) => arrival.requests).length).toBe(reports);
    }
  });

  test("has something of every tale, and more in the day than at night", () => {
    const arrivals = arrivalsOf();
    const told = new Set(arrivals.map(({ tale }) => tale.name));
    expect([...told].toSorted()).toEqual(TALES.map(({ name }) => name).toSorted());
    const at = (hours: readonly number[]) =>
      arrivals.filter(
        ({ tale, at }) =>
          tale.site.name === "intranet" && hours.includes(new Date(at).getUTCHours()),
      ).length;
    expect(at([8, 9, 10])).toBeGreaterThan(5 * at([21, 22, 23]));
  });

  test("names each tale once, and leaves none of its reports to another", () => {
    const names = TALES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const reports of [FEWEST_REPORTS, 1_000_000]) {
      const counts = [...countsOf(TALES, reports).values()];
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(reports);
      expect(Math.min(...counts)).toBeGreaterThan(0);
    }
  });
});
