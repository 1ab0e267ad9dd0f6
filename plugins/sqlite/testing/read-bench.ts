/**
 * How long a reader takes over a day and over 30 days, each question p50 and p95 in milliseconds.
 *
 *     bun plugins/sqlite/testing/read-bench.ts [reports] [folder]
 *
 * A folder that holds a database already is only read; without one the database goes afterwards.
 */
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Dimension, Report, ReportReader, TimeRange } from "tattle/sink";
import { DATABASE_FILE } from "../connection.ts";
import { DAY } from "../tally.ts";
import { createSink, SIGNAL, T0, withFolder } from "../test-support.ts";
import { sampleReports } from "./sample-reports.ts";

const DAYS = 30;
const ISSUES = 4_000;
const BATCH = 1_000;
const ROUNDS = 20;
const FIRST = T0 - DAYS * DAY;
const DOCUMENT = "https://www.shop.example/catalogue/3/";
const DIMENSIONS: readonly Dimension[] = ["directive", "blocked", "document", "version", "browser"];

const SPANS: Readonly<Record<string, TimeRange>> = {
  "24 h": { from: T0 - DAY, to: T0 },
  // Both ends within an hour, so that the days' ends have to be counted by the hour.
  "30 d": { from: FIRST + 1, to: T0 - 1 },
};

type Ask = (span: TimeRange) => Promise<unknown>;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function fill(dir: string, count: number): Promise<void> {
  const sink = createSink(dir);
  await sink.open(SIGNAL);
  const write = async (reports: Report[]) => {
    await sink.write({ id: "sample", reports }, SIGNAL);
  };
  let batch: Report[] = [];
  const started = process.cpuUsage();
  for (const report of sampleReports({ from: FIRST, days: DAYS, reports: count, issues: ISSUES })) {
    if (batch.push(report) < BATCH) continue;
    await write(batch);
    batch = [];
  }
  await write(batch);
  const { user, system } = process.cpuUsage(started);
  await sink.close();
  say(`${count} reports written, ${((user + system) / count).toFixed(1)} µs of CPU each`);
}

async function questions(reader: ReportReader): Promise<Array<[string, Ask]>> {
  const span = { from: FIRST, to: T0 };
  const { items } = await reader.issues({ ...span, limit: 100 });
  const [largest, small] = [items.at(0), items.at(-1)];
  const blocked = small?.blocked ?? "";
  return [
    ["overview", (s) => reader.overview(s)],
    ["overview of a project", (s) => reader.overview({ ...s, project: "shop" })],
    ["overview of a version", (s) => reader.overview({ ...s, version: "41" })],
    ["overview of a blocked host", (s) => reader.overview({ ...s, blocked })],
    ["overview of a document", (s) => reader.overview({ ...s, document: DOCUMENT })],
    ["series", (s) => reader.series(s)],
    ...DIMENSIONS.flatMap(
      (by): Array<[string, Ask]> => [
        [`series by ${by}`, (s) => reader.series({ ...s, by })],
        [`top ${by}`, (s) => reader.top({ ...s, dimension: by, limit: 20 })],
      ],
    ),
    ["issues", (s) => reader.issues({ ...s, limit: 50 })],
    ["issues of a version", (s) => reader.issues({ ...s, version: "41", limit: 50 })],
    ["search by host", (s) => reader.issues({ ...s, search: "host12", limit: 50 })],
    ["search by document", (s) => reader.issues({ ...s, search: "catalogue/7", limit: 50 })],
    ["largest issue", (s) => reader.issue({ ...s, id: largest?.id ?? "" })],
    ["small issue", (s) => reader.issue({ ...s, id: small?.id ?? "" })],
    ["versions", () => reader.versions({ project: "shop", a: "41", b: "42", limit: 50 })],
    ["types", (s) => reader.types(s)],
    ["facets", () => reader.facets({ project: "shop" })],
    ["reports", () => reader.reports({ limit: 50 })],
    ["reports of a project", () => reader.reports({ project: "shop", limit: 50 })],
    ["reports by a search in vain", () => reader.reports({ search: "nowhere", limit: 50 })],
  ];
}

async function timesOf(ask: () => Promise<unknown>): Promise<string> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const from = performance.now();
    await ask();
    times.push(performance.now() - from);
  }
  times.sort((one, other) => one - other);
  const at = (part: number) => (times[Math.floor(part * (ROUNDS - 1))] ?? 0).toFixed(1).padStart(7);
  return `${at(0.5)}${at(0.95)}`;
}

async function measure(dir: string, count: number): Promise<void> {
  await mkdir(dir, { recursive: true });
  if (!existsSync(join(dir, DATABASE_FILE))) await fill(dir, count);
  const reader = createSink(dir).reader?.();
  if (reader === undefined) throw new Error("the sink has no reader");
  for (const [name, ask] of await questions(reader)) {
    const times: string[] = [];
    for (const [span, range] of Object.entries(SPANS)) {
      times.push(`${span} ${await timesOf(() => ask(range))}`);
    }
    say([name.padEnd(30), ...times].join("    "));
  }
  await reader.close();
}

const [count = "1000000", dir] = process.argv.slice(2);
if (dir === undefined) await withFolder((folder) => measure(folder, Number(count)));
else await measure(dir, Number(count));
