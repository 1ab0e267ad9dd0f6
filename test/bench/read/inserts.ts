/**
 * What a report costs the store when there are millions, and when there are none:
 *
 *     bun test/bench/read/inserts.ts FULL EMPTY
 */
import { dirname, join } from "node:path";
import { sampleReports } from "../../../plugins/sqlite/testing/sample-reports.ts";
import type { Report } from "../../../src/report/report.ts";
import type { Sink } from "../../../src/sink/sink.ts";
import { END, ISSUES, openSink } from "./store.ts";
import { quantile } from "./times.ts";

/** As the delivery hands over. */
const BATCH = 1_000;
const BATCHES = 60;
/** Of both, before anything counts: what a writer remembers has to be there first. */
const WARM = 20;

/** @param full a database, which is written to. @param folder where an empty one may be made */
export async function measureInserts(full: string, folder: string): Promise<string> {
  const child = Bun.spawn([process.execPath, import.meta.path, full, join(folder, "empty.db")], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
  const text = await new Response(child.stdout).text();
  if ((await child.exited) !== 0) throw new Error("Reports could not be inserted.");
  return text.trim();
}

async function main(full: string, empty: string): Promise<void> {
  const { signal } = new AbortController();
  const sinks: [Sink, Sink] = [openSink(dirname(full), full), openSink(dirname(empty), empty)];
  for (const sink of sinks) await sink.open(signal);
  const costs: [number[], number[]] = [[], []];
  let batch: Report[] = [];
  let turn = 0;
  // The pace of ten million in thirty days, from when the last of them came.
  const days = (BATCH * BATCHES) / (1e7 / 30);
  const reports = sampleReports({ from: END, days, reports: BATCH * BATCHES, issues: ISSUES });
  for (const report of reports) {
    if (batch.push(report) < BATCH) continue;
    const order: Array<0 | 1> = turn % 2 === 0 ? [0, 1] : [1, 0];
    for (const which of order) {
      const before = process.cpuUsage();
      await sinks[which].write({ id: `${turn}`, reports: batch }, signal);
      const { user, system } = process.cpuUsage(before);
      if (turn >= WARM) costs[which].push((user + system) / BATCH);
    }
    batch = [];
    turn++;
  }
  for (const sink of sinks) await sink.close();
  const [ofFull, ofEmpty] = costs.map((cost) => quantile(cost, 0.5));
  const pairs = costs[0].map((cost, index) => cost / (costs[1][index] ?? Number.NaN));
  const total = sum(costs[0]) / sum(costs[1]);
  process.stdout.write(
    `Insert, batches of ${BATCH}: ${ofFull?.toFixed(1)} µs of CPU a report there, ${ofEmpty?.toFixed(1)} in a database that was empty; ` +
      `ratio ${quantile(pairs, 0.5).toFixed(2)} (median of ${pairs.length} pairs), ${total.toFixed(2)} of all together\n`,
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

if (import.meta.main) {
  const [full = "", empty = ""] = process.argv.slice(2);
  await main(full, empty);
}
