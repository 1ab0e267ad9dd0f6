import { expect } from "bun:test";
import { allReports, assertDelivered, tallyOf } from "./api.ts";
import { eventually } from "./eventually.ts";
import { exchange, type RawAnswer } from "./raw-http.ts";
import { numberedReport, numberOf } from "./reports.ts";
import type { TattleProcess } from "./server-process.ts";

/** Headers of the two media types. */
export const CSP = { "Content-Type": "application/csp-report" };
export const LIST = { "Content-Type": "application/reports+json" };

export const MIB = 2 ** 20;

/** No more than this, in bytes, whatever is sent; a Tattle at rest takes some 60 MB. */
export const MEMORY = 400 * MIB;

/** A violation with these members, which are JSON text. */
export function violation(members: string): string {
  return `{"csp-report":{"document-uri":"https://hostile.example/","effective-directive":"img-src",${members}}}`;
}

/** Every answer of the report path lets the page's origin read it, errors too. */
export function expectCors(answer: RawAnswer | null): void {
  expect(answer?.headers.get("access-control-allow-origin")).toBe("*");
}

/** Somebody who sends good reports while others do not, and wants all of them kept. */
export class GoodNeighbour {
  #sent = 0;

  async report(tattle: TattleProcess): Promise<void> {
    const body = numberedReport(this.#sent);
    const answer = await exchange(tattle.port, { headers: CSP, body });
    expect(answer?.status).toBe(204);
    this.#sent += 1;
  }

  /** Each of its reports is stored once, and the counters add up. */
  async expectStored(tattle: TattleProcess): Promise<void> {
    await eventually(() => assertDelivered(tattle));
    const reports = await allReports(tattle);
    const own = reports.filter(({ url }) => url?.startsWith("https://shop.example/"));
    const numbers = own.map(numberOf).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: this.#sent }, (_, at) => at));
    const tally = await tallyOf(tattle, "default");
    expect(tally.kept).toBe(reports.length);
    expect(tally.received).toBe(tally.kept + tally.dropped);
    expect((await tallyOf(tattle, null)).refused).toBe(0);
  }
}

/** The process is the one that was started, bounded in memory, ready, and logged no error. */
export async function expectUnharmed(tattle: TattleProcess): Promise<void> {
  expect(tattle.running).toBe(true);
  expect(await tattle.rss()).toBeLessThan(MEMORY);
  expect(tattle.stderr).not.toMatch(/"level":(?:50|"error")/);
  expect((await fetch(`${tattle.url}/readyz`)).status).toBe(200);
}
