import { join } from "node:path";
import { hasPostgres, Postgres } from "../support/postgres.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { type DeliverTask, makeJournal } from "./deliver.ts";
import type { Cost } from "./meter.ts";
import { median, table } from "./table.ts";
import { Work } from "./work.ts";

/** Reports in the journal, and how many of them are delivered before the measurement. */
const COUNT = 24_000;
const WARM = 4_000;

/** One line of a table. */
export interface Row {
  name: string;
  /** @param round from 0 */
  task: (round: number) => Pick<DeliverTask, "type" | "config" | "maxReports" | "child">;
}

/** What each built-in sink takes off a full journal, as a table. Prints nothing. */
export async function measureSinks(rounds: number): Promise<string> {
  await using parts = new AsyncDisposableStack();
  const folder = parts.use(temporaryFolder()).path;
  const port = await startReceiver(parts);
  const postgres = hasPostgres() ? parts.use(await Postgres.start()) : null;
  const rows = [...localRows(), ...httpRows(port), ...(await postgresRows(postgres))];
  const journal = await makeJournal(folder, COUNT);
  const costs = await measureRows(rows, { journal, count: COUNT, warm: WARM }, rounds);
  const lines = rows.map((row) => lineOf(row, costs, rows));
  if (postgres === null) lines.push(["postgres: not installed", "", "", "", ""]);
  const head = ["sink", "reports/s", "vs discard", "CPU s/1,000", "µs each"];
  return table(head, lines);
}

/** Measures the rows in turn, round after round, since the machine's speed drifts. The first round warms up. */
export async function measureRows(
  rows: readonly Row[],
  common: Pick<DeliverTask, "journal" | "count" | "warm">,
  rounds: number,
): Promise<Map<Row, Cost[]>> {
  using work = new Work();
  const costs = new Map<Row, Cost[]>(rows.map((row) => [row, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const row of rows) {
      const cost = await work.deliver({ ...common, ...row.task(round) });
      if (round > 0) costs.get(row)?.push(cost);
    }
  }
  return costs;
}

function lineOf(row: Row, costs: Map<Row, Cost[]>, [reference]: readonly Row[]): string[] {
  const own = costs.get(row) ?? [];
  const bare = (reference && costs.get(reference)) ?? [];
  const wall = median(own.map((cost) => cost.wall));
  // Pair by pair, so that the drift of the machine cancels out.
  const ratio = median(own.map((cost, round) => (bare[round]?.wall ?? 0) / cost.wall));
  const cpu = median(own.map((cost) => cost.cpu));
  return [
    row.name,
    (1e6 / wall).toFixed(0),
    ratio.toFixed(2),
    (cpu / 1_000).toFixed(4),
    wall.toFixed(1),
  ];
}

function localRows(): Row[] {
  const rotate = { size: 8 << 20 };
  return [
    { name: "discard", task: () => ({ type: "discard" }) },
    { name: "stdout, to /dev/null", task: () => ({ type: "stdout" }) },
    { name: "file", task: () => ({ type: "file", config: { compress: "none", rotate } }) },
    { name: "file, gzip on rotation at 8 MiB", task: () => ({ type: "file", config: { rotate } }) },
    { name: "sqlite", task: () => ({ type: "sqlite" }) },
  ];
}

function httpRows(port: string): Row[] {
  const base = `http://127.0.0.1:${port}`;
  const hook = { url: `${base}/hook`, private_addresses: "allow" };
  const posthog = { host: base, api_key: "phc_bench" };
  return [
    { name: "webhook", task: () => ({ type: "webhook", config: hook }) },
    {
      name: "webhook, gzip",
      task: () => ({ type: "webhook", config: { ...hook, compression: "gzip" } }),
    },
    { name: "otlp, protobuf, gzip", task: () => ({ type: "otlp", config: { endpoint: base } }) },
    { name: "posthog, gzip", task: () => ({ type: "posthog", config: posthog }) },
  ];
}

async function postgresRows(postgres: Postgres | null): Promise<Row[]> {
  if (postgres === null) return [];
  const url = postgres.url({ database: await postgres.createDatabase() });
  // A new table each time: a report that is there already would be cheaper.
  const config = (round: number) => ({ url, table: `round_${round}` });
  return [
    {
      name: "postgres, its fsync off",
      task: (round) => ({ type: "postgres", config: config(round) }),
    },
  ];
}

async function startReceiver(parts: AsyncDisposableStack): Promise<string> {
  const script = join(import.meta.dir, "receiver.ts");
  const receiver = Bun.spawn([process.execPath, script], { stdin: "ignore", stdout: "pipe" });
  parts.defer(() => receiver.kill());
  const { value } = await receiver.stdout.getReader().read();
  return new TextDecoder().decode(value).trim();
}
