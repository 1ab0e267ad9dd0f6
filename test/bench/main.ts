/**
 * `make bench`: what a report costs on its way, as ratios of one run and medians of several rounds.
 * Without parts: all of them.
 *
 *     bun test/bench/main.ts [ingest] [sinks] [child] [outage] [read] [dashboard]
 *         [--rounds 3] [--seconds 2] [--outage 30] [--reports 10000000] [--only search]
 *
 * `--seconds` is that of one load of `ingest`, `--outage` how long the sink of `outage` is down at
 * 1,000 reports a second; ten minutes, `--outage 600`, take some five. `--reports` is the size of the
 * database that `read` compares with one of a million: made once, which takes a minute a million, and
 * kept in `test/bench/.cache`; `dashboard` uses the one of that size. `--only` names the questions to ask. Ends with an error where a report
 * was lost, came twice or out of order.
 */
import { cpus, loadavg, release, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { measureDashboard } from "./dashboard/dashboard.ts";
import { measureIngest } from "./ingest.ts";
import { measureOverhead } from "./overhead.ts";
import { measureReading } from "./read/read.ts";
import { measureRecovery } from "./recovery.ts";
import { REPORT_BODY } from "./request.ts";
import { measureSinks } from "./sinks.ts";

const RATE = 1_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "2" },
    outage: { type: "string", default: "30" },
    reports: { type: "string", default: "1000000" },
    only: { type: "string" },
  },
});
const rounds = Number(values.rounds);
const outage = Number(values.outage);

const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  ingest: () => {
    print(`\nRequests to answers; body ${REPORT_BODY.length} bytes`);
    return measureIngest({ rounds, seconds: Number(values.seconds) }, print);
  },
  sinks: async () => {
    print("\nJournal to sinks, each alone behind the delivery loop; reports of 1 KB\n");
    print(await measureSinks(rounds));
  },
  child: async () => {
    print(
      "\nA third party's sink that does nothing, in a child process (bun src/main.ts) or not\n",
    );
    print(await measureOverhead(rounds));
  },
  outage: async () => {
    print(`\nAn outage of ${outage} s at ${RATE} reports/s, by a simulated clock on a real disk\n`);
    print(await measureRecovery(outage, RATE));
  },
  read: async () => {
    print(
      "\nReading from the SQLite store, milliseconds through HTTP; GROUP BY: over raw reports, in process",
    );
    const effort = { rounds: 10 * rounds, cold: 1 };
    const only = values.only === undefined ? {} : { only: values.only };
    await measureReading({ sizes: [1_000_000, Number(values.reports)], ...effort, ...only }, print);
  },
  dashboard: async () => {
    const reports = Number(values.reports);
    print(`\nThe dashboard before a store of ${reports} reports of 5,000 issues\n`);
    await measureDashboard({ reports, rounds: Math.ceil(7 * rounds) }, print);
  },
};

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

const parts = positionals.length > 0 ? positionals : Object.keys(PARTS);
const unknown = parts.filter((part) => !Object.hasOwn(PARTS, part));
if (unknown.length > 0) {
  throw new Error(`No part ${unknown.join(", ")}: choose of ${Object.keys(PARTS).join(", ")}`);
}
print(
  `${cpus()[0]?.model ?? "?"}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ` +
    `Linux ${release()}, Bun ${Bun.version}; fsync on; ${rounds} rounds, medians; ` +
    `load of the last minute ${loadavg()[0]?.toFixed(1)}`,
);
for (const part of parts) await PARTS[part]?.();
