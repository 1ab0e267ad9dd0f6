import { Database } from "bun:sqlite";
import { statSync } from "node:fs";
import { join } from "node:path";
import { cpuSeconds } from "./process.ts";
import type { BenchServer } from "./servers.ts";

/** One round against one server. */
export interface Measurement {
  /** Reports answered 204 per second of the server's processor time, and its inverse. */
  perCpuSecond: number;
  microseconds: number;
  /** Per second of the clock: what the shared machine had left. */
  perSecond: number;
  p99: number;
  /** Answers that were not 204. */
  refused: number;
}

/** What `load.ts` prints. */
interface LoadResult {
  accepted: number;
  refused: number;
  p99: number;
}

/** What follows a load (delivery, checkpoints) is part of its cost. */
const SETTLE = 1_500;

export async function measure(
  server: BenchServer,
  connections: number,
  seconds: number,
  headers: "plain" | "browser",
): Promise<Measurement> {
  const before = cpuSeconds(server.pid);
  const script = join(import.meta.dir, "load.ts");
  const args = [...[server.port, connections, seconds].map(String), headers];
  const load = Bun.spawn([process.execPath, script, ...args], { stdout: "pipe" });
  const { accepted, refused, p99 }: LoadResult = JSON.parse(await new Response(load.stdout).text());
  await Bun.sleep(SETTLE);
  const used = cpuSeconds(server.pid) - before;
  return {
    perCpuSecond: accepted / used,
    microseconds: (used * 1e6) / accepted,
    perSecond: accepted / seconds,
    p99,
    refused,
  };
}

/** The SQLite sink's database, its log included, and how many reports it holds. */
export async function folderBytes(
  server: BenchServer,
): Promise<{ bytes: number; reports: number }> {
  const path = join(server.dir, "data/sqlite/reports.db");
  const db = new Database(path, { readonly: true });
  const count = db.query<{ n: number }, []>("SELECT count(*) AS n FROM reports").get();
  db.close();
  return { bytes: statSync(path).size, reports: count?.n ?? 0 };
}
