/**
 * `make bench`: what a report costs, as ratios of one run. Servers are measured in turn, round
 * after round, since the machine's speed drifts; medians are printed. The figure is the number
 * of reports answered 204 per second of processor time, of all processes and threads of a server.
 *
 *     bun test/bench/main.ts [--rounds 5] [--seconds 3]
 */
import { statSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { folderBytes, type Measurement, measure } from "./measure.ts";
import { residentBytes } from "./process.ts";
import { REPORT_BODY } from "./request.ts";
import { type BenchServer, startBare, startNginx, startTattle } from "./servers.ts";
import { measureStages } from "./stages.ts";
import { median, table } from "./table.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "3" },
  },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function load(
  servers: BenchServer[],
  connections: number,
  headers: "plain" | "browser",
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
  const rows = [...results].map(([{ name }, measured]) => [
    name,
    median(measured.map((one) => one.microseconds)).toFixed(1),
    median(measured.map((one) => one.perCpuSecond)).toFixed(0),
    // Pair by pair, so that the drift of the machine cancels out.
    median(measured.map((one, i) => one.perCpuSecond / (reference[i]?.perCpuSecond ?? 1))).toFixed(
      2,
    ),
    median(measured.map((one) => one.perSecond)).toFixed(0),
    median(measured.map((one) => one.p99)).toFixed(1),
    String(measured.reduce((sum, one) => sum + one.refused, 0)),
  ]);
  const head = ["server", "CPU µs", "reports/CPU-s", "vs bare", "reports/s", "p99 ms", "not 204"];
  print(
    `\n${connections} connections, ${headers} headers, ${rounds} rounds of ${seconds} s, medians\n`,
  );
  print(table(head, rows));
}

print(
  `${cpus()[0]?.model ?? "?"}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ` +
    `Linux ${release()}, Bun ${Bun.version}; body ${REPORT_BODY.length} bytes; fsync on`,
);
const nginx = await startNginx();
const servers = [await startBare(), await startTattle("discard"), await startTattle("sqlite")];
if (nginx === null) print("nginx is not installed: left out");
else servers.push(nginx);
try {
  const idle = new Map(servers.map((server) => [server, residentBytes(server.pid)]));
  await load(servers, 64, "plain");
  await load(servers, 512, "plain");
  await load(servers, 64, "browser");
  const mebibytes = (bytes = 0) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  print("");
  print(
    table(
      ["server", "start to 204", "idle RSS", "RSS after load"],
      servers.map((server) => [
        server.name,
        `${server.startup.toFixed(0)} ms`,
        mebibytes(idle.get(server)),
        mebibytes(residentBytes(server.pid)),
      ]),
    ),
  );
  const sqlite = servers.find(({ name }) => name.includes("sqlite"));
  if (sqlite) {
    const { bytes, reports } = await folderBytes(sqlite);
    print(
      `\nSQLite store: ${(bytes / reports).toFixed(0)} bytes a report (${reports} equal reports)`,
    );
  }
} finally {
  for (const server of servers) await server.stop();
}
print("\nStages, each alone in a loop\n");
print(
  table(
    ["stage", "µs"],
    measureStages().map((s) => [s.stage, s.microseconds.toFixed(2)]),
  ),
);
const binary = resolve(import.meta.dir, "../../dist/tattle");
print(`\nBinary: ${(statSync(binary).size / 2 ** 20).toFixed(1)} MiB (${join("dist", "tattle")})`);
