/**
 * What the store is compared with: the same reports as rows of one table with indexes by time and
 * by issue, asked with plain `GROUP BY`. Made once and kept beside the database.
 *
 *     bun test/bench/read/raw.ts FILE REPORTS
 */
import { Database } from "bun:sqlite";
import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import { sampleReports } from "../../../plugins/sqlite/testing/sample-reports.ts";
import type { Report } from "../../../src/report/report.ts";
import type { Span } from "./questions.ts";
import { BEGIN, DAYS, ISSUES } from "./store.ts";

const BATCH = 50_000;

/** The raw reports beside a database; written where they are not. */
export async function rawBeside(folder: string, reports: number): Promise<Database> {
  const file = join(folder, "raw.db");
  if (!existsSync(file)) {
    const making = [process.execPath, import.meta.path, `${file}.making`, String(reports)];
    const child = Bun.spawn(making, { stdin: "ignore", stdout: "inherit", stderr: "inherit" });
    if ((await child.exited) !== 0) throw new Error("The raw reports could not be written.");
    renameSync(`${file}.making`, file);
  }
  const db = new Database(file, { readonly: true });
  db.run("PRAGMA cache_size = -65536");
  return db;
}

/** Milliseconds of processor time that a query takes. */
export function timeOf(db: Database, sql: string, { from, to }: Span): number {
  const query = db.prepare<unknown, number[]>(sql);
  const before = process.cpuUsage();
  query.values(...(sql.includes("?1") ? [from, to] : []));
  const { user, system } = process.cpuUsage(before);
  query.finalize();
  return (user + system) / 1_000;
}

function make(file: string, reports: number): void {
  const db = new Database(file, { create: true });
  db.run("PRAGMA journal_mode = OFF");
  db.run("PRAGMA synchronous = OFF");
  db.run(
    `CREATE TABLE raw (at INTEGER, project TEXT, type TEXT, directive TEXT, blocked TEXT, source TEXT,
       document TEXT, disposition TEXT, version TEXT, browser TEXT, noise TEXT, weight REAL)`,
  );
  const insert = db.prepare("INSERT INTO raw VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const write = db.transaction((batch: readonly Report[]) => {
    for (const report of batch) insert.run(...rowOf(report));
  });
  let batch: Report[] = [];
  for (const report of sampleReports({ from: BEGIN, days: DAYS, reports, issues: ISSUES })) {
    if (batch.push(report) < BATCH) continue;
    write(batch);
    batch = [];
  }
  write(batch);
  db.run("CREATE INDEX raw_by_time ON raw (at)");
  db.run("CREATE INDEX raw_by_issue ON raw (blocked, directive, at)");
  db.close();
}

function rowOf(report: Report) {
  const { occurredAt, project, type, violation, disposition, request, userAgent } = report;
  return [
    occurredAt,
    project,
    type,
    violation?.effectiveDirective ?? null,
    violation === null ? null : originOf(violation.blockedURL),
    violation === null ? null : originOf(violation.sourceFile),
    violation?.documentURL ?? null,
    disposition,
    request.version,
    /Edg|Firefox|Samsung|Chrome|Safari/.exec(userAgent ?? "")?.[0] ?? null,
    report.noise,
    report.weight,
  ];
}

function originOf(url: string | null): string | null {
  return url === null ? null : url.split("/", 3).join("/");
}

if (import.meta.main) {
  const [file = "", reports = ""] = process.argv.slice(2);
  make(file, Number(reports));
}
