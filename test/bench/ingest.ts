import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { folderBytes, type Measurement, measure } from "./measure.ts";
import { residentBytes } from "./process.ts";
import { type BenchServer, startBare, startNginx, startTattle } from "./servers.ts";
import { measureStages } from "./stages.ts";
import { median, table } from "./table.ts";

/** How often each server is measured, and for how many seconds. */
export interface Effort {
  rounds: number;
  seconds: number;
}

type Print = (text: string) => void;

/**
 * What a report costs the server, against bare Bun and nginx. Servers are measured in turn, round
 * after round, since the machine's speed drifts. The figure is the number of reports answered 204
 * per second of processor time, of all processes and threads of a server.
 */
export async function measureIngest(effort: Effort, print: Print): Promise<void> {
  const servers = await startServers(print);
  try {
    const idle = new Map(servers.map((server) => [server, residentBytes(server.pid)]));
    await load(servers, 64, "plain", effort, print);
    await load(servers, 512, "plain", effort, print);
    await load(servers, 64, "browser", effort, print);
    print(`\n${memoryTable(servers, idle)}`);
    const sqlite = servers.find(({ name }) => name.includes("sqlite"));
    if (sqlite) print(`\n${await storeLine(sqlite)}`);
  } finally {
    for (const server of servers) await server.stop();
  }
  const stages = measureStages().map((s) => [s.stage, s.microseconds.toFixed(2)]);
  print(`\nStages, each alone in a loop\n\n${table(["stage", "µs"], stages)}`);
  const binary = resolve(import.meta.dir, "../../dist/tattle");
  const size = (statSync(binary).size / 2 ** 20).toFixed(1);
  print(`\nBinary: ${size} MiB (${join("dist", "tattle")})`);
}

async function startServers(print: Print): Promise<BenchServer[]> {
  const nginx = await startNginx();
  if (nginx === null) print("nginx is not installed: left out");
  const own = [await startBare(), await startTattle("discard"), await startTattle("sqlite")];
  return nginx === null ? own : [...own, nginx];
}

async function load(
  servers: readonly BenchServer[],
  connections: number,
  headers: "plain" | "browser",
  { rounds, seconds }: Effort,
  print: Print,
): Promise<void> {
  const results = new Map<BenchServer, Measurement[]>(servers.map((server) => [server, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const server of servers) {
      const result = await measure(server, connections, seconds, headers);
      // The first round warms up.
      if (round > 0) results.get(server)?.push(result);
    }
  }
  const [bare] = servers;
  const reference = (bare && results.get(bare)) ?? [];
  const rows = [...results].map(([{ name }, measured]) => rowOf(name, measured, reference));
  const head = ["server", "CPU µs", "reports/CPU-s", "vs bare", "reports/s", "p99 ms", "not 204"];
  print(
    `\n${connections} connections, ${headers} headers, ${rounds} rounds of ${seconds} s, medians\n`,
  );
  print(table(head, rows));
}

function rowOf(name: string, measured: Measurement[], reference: Measurement[]): string[] {
  // Pair by pair, so that the drift of the machine cancels out.
  const ratios = measured.map((one, i) => one.perCpuSecond / (reference[i]?.perCpuSecond ?? 1));
  return [
    name,
    median(measured.map((one) => one.microseconds)).toFixed(1),
    median(measured.map((one) => one.perCpuSecond)).toFixed(0),
    median(ratios).toFixed(2),
    median(measured.map((one) => one.perSecond)).toFixed(0),
    median(measured.map((one) => one.p99)).toFixed(1),
    String(measured.reduce((sum, one) => sum + one.refused, 0)),
  ];
}

function memoryTable(servers: readonly BenchServer[], idle: Map<BenchServer, number>): string {
  const mebibytes = (bytes = 0) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  const rows = servers.map((server) => [
    server.name,
    `${server.startup.toFixed(0)} ms`,
    mebibytes(idle.get(server)),
    mebibytes(residentBytes(server.pid)),
  ]);
  return table(["server", "start to 204", "idle RSS", "RSS after load"], rows);
}

async function storeLine(sqlite: BenchServer): Promise<string> {
  const { bytes, reports } = await folderBytes(sqlite);
  return `SQLite store: ${(bytes / reports).toFixed(0)} bytes a report (${reports} equal reports)`;
}
