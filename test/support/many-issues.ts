import { sampleReports } from "../../plugins/sqlite/testing/sample-reports.ts";
import { pluginOf } from "../../src/registry.ts";
import type { Report } from "../../src/report/report.ts";
import { systemClock } from "../../src/sink/context.ts";
import { MemoryLog } from "./memory-log.ts";

const DAY = 86_400_000;
const RETENTION = { reports: 30 * DAY, size: 2 ** 33, rollups: 396 * DAY };
/** More than the delivery hands over, so that it takes seconds. */
const BATCH = 5_000;

/**
 * Makes a database of the `sqlite` sink with so many issues of the last five days, a report each:
 * those of the hosts `cdn-0.example` and on.
 */
export async function makeIssues(path: string, count: number, now = Date.now()): Promise<void> {
  const { signal } = new AbortController();
  const sink = pluginOf("sqlite").create(
    { path, retention: RETENTION, new_issues_per_hour: 1_000_000 },
    { name: "sqlite", log: new MemoryLog(), clock: systemClock, fetch, dataDir: "." },
  );
  await sink.open(signal);
  const from = now - 5 * DAY;
  let batch: Report[] = [];
  let made = 0;
  for (const report of sampleReports({ from, days: 5, reports: 2 * count, issues: 40 })) {
    const { violation } = report;
    if (violation === null || made === count) continue;
    const blockedURL = `https://cdn-${made++}.example/code.js`;
    batch.push({ ...report, noise: null, violation: { ...violation, blockedURL } });
    if (batch.length < BATCH && made < count) continue;
    await sink.write({ id: `${made}`, reports: batch }, signal);
    batch = [];
  }
  await sink.close();
}
