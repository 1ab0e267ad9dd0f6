/**
 * The databases that are read, each made once by the store's own code and kept:
 *
 *     bun test/bench/read/store.ts FOLDER REPORTS
 */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { sampleReports } from "../../../plugins/sqlite/testing/sample-reports.ts";
import { pluginOf } from "../../../src/registry.ts";
import type { Report } from "../../../src/report/report.ts";
import { systemClock } from "../../../src/sink/context.ts";
import type { Sink } from "../../../src/sink/sink.ts";
import { MemoryLog } from "../../support/memory-log.ts";

const DAY = 86_400_000;
export const DAYS = 30;
/** When the last report comes in: the same in each database, whenever it is made. */
export const END = Date.UTC(2026, 4, 1);
export const BEGIN = END - DAYS * DAY;
/** Each has a blocked URL of its own, one of 40 directives, and is seen in 200 documents. */
export const ISSUES = 5_000;
/** More than the delivery hands over, so that it takes minutes and not an hour. */
const BATCH = 5_000;
/** Raised with every change of what is made, so that an old one is not taken for it. */
const EDITION = 1;

const CACHE = resolve(import.meta.dir, "../.cache");

/** For a sink that is not to delete what is older than its settings of today say. */
export const KEEP = { reports: 3_650 * DAY, size: 2 ** 40, rollups: 3_650 * DAY };

/** How a database came to be: kept beside it. */
export interface Made {
  reports: number;
  /** Seconds of the clock and of the processor, and bytes of the file. */
  wall: number;
  cpu: number;
}

/** The folder of a database of so many reports; made where there is none, in a process of its own. */
export async function databaseOf(reports: number, print: (text: string) => void): Promise<string> {
  const folder = join(CACHE, `read-${EDITION}-${reports}`);
  if (existsSync(folder)) return folder;
  print(`Making a database of ${reports} reports: once, it is kept in ${folder}`);
  const making = `${folder}.making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  const child = Bun.spawn([process.execPath, import.meta.path, making, String(reports)], {
    stdin: "ignore",
    stdout: "inherit",
    stderr: "inherit",
  });
  if ((await child.exited) !== 0) throw new Error("The database could not be made.");
  renameSync(making, folder);
  return folder;
}

/** A store's sink, by default with its database in that folder. */
export function openSink(dataDir: string, path = join(dataDir, "reports.db")): Sink {
  const plugin = pluginOf("sqlite");
  return plugin.create(
    { path, retention: KEEP, new_issues_per_hour: 1_000 },
    { name: "sqlite", log: new MemoryLog(), clock: systemClock, fetch, dataDir },
  );
}

async function make(folder: string, count: number): Promise<void> {
  const { signal } = new AbortController();
  const sink = openSink(folder);
  await sink.open(signal);
  const began = performance.now();
  let reports: Report[] = [];
  let written = 0;
  const write = async () => {
    await sink.write({ id: "bench", reports }, signal);
    written += reports.length;
    reports = [];
    if (written % 500_000 === 0) process.stdout.write(`  ${written} after ${seconds(began)} s\n`);
  };
  for (const one of sampleReports({ from: BEGIN, days: DAYS, reports: count, issues: ISSUES })) {
    if (reports.push(one) === BATCH) await write();
  }
  if (reports.length > 0) await write();
  await sink.close();
  const { user, system } = process.cpuUsage();
  const made: Made = { reports: count, wall: seconds(began), cpu: (user + system) / 1e6 };
  writeFileSync(join(folder, "made.json"), JSON.stringify(made));
}

function seconds(since: number): number {
  return Math.round((performance.now() - since) / 1_000);
}

if (import.meta.main) {
  const [folder = "", reports = ""] = process.argv.slice(2);
  await make(folder, Number(reports));
}
