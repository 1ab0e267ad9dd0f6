import { copyFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { Browser } from "../../support/browsers.ts";
import { makeCertificates } from "../../support/certificates.ts";
import { DevTools } from "../../support/devtools.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { databaseOf } from "../read/store.ts";
import { quantile } from "../read/times.ts";
import { READ_TOKEN, startReading } from "../servers.ts";
import { table } from "../table.ts";
import { Meter, type Times } from "./meter.ts";
import { measureSizes } from "./sizes.ts";
import { LOADS, USES } from "./uses.ts";

type Print = (text: string) => void;

interface DashboardEffort {
  /** Reports in the store. */
  reports: number;
  /** How often each page is loaded and each thing done. */
  rounds: number;
}

/** What the project wants of the dashboard itself, the API's time taken off; milliseconds. */
const GOAL = 100;

/** What the dashboard weighs, and how soon it shows and answers, before a large store. */
export async function measureDashboard(effort: DashboardEffort, print: Print): Promise<void> {
  print(`${await measureSizes()}\n`);
  await using parts = new AsyncDisposableStack();
  const { path } = parts.use(temporaryFolder());
  const file = join(path, "reports.db");
  copyFileSync(join(await databaseOf(effort.reports, print), "reports.db"), file);
  const server = parts.adopt(await startReading(file), (one) => one.stop());
  const origin = `http://127.0.0.1:${server.port}`;
  const browser = Browser.open("chromium", "about:blank", path, makeCertificates(path));
  const devtools = parts.use(await DevTools.attach(browser));
  const { url }: { url: string } = await ask(origin, "login-codes", "POST");
  await devtools.visit(url, "#main h1");
  const meter = await Meter.before(devtools, origin);
  const { product } = await devtools.send("Browser.getVersion");
  const load = () => loadavg()[0]?.toFixed(1);
  print(`${product}; ${effort.rounds} rounds, medians and p95; load of the machine ${load()}\n`);
  print(`${await loads(meter, origin, effort.rounds)}\n`);
  print(`${await uses(meter, effort.rounds)}\n\nload of the machine in the end ${load()}`);
}

async function loads(meter: Meter, origin: string, rounds: number): Promise<string> {
  const paths = await addresses(origin);
  const found = new Map<string, Times[]>();
  for (let round = 0; round < rounds; round++) {
    for (const [name, path] of paths) {
      note(found, name, await meter.load(path, true));
      note(found, `${name}, files cached`, await meter.load(path, false));
    }
  }
  const rows = [...found].map(([name, times]) => [
    name,
    ...cells(times, ({ first }) => first),
    ...cells(times, ({ interactive }) => interactive),
    ...cells(times, ({ whole }) => whole),
    ...cells(times, ({ api }) => api),
    ...cells(times, ({ cpu }) => cpu),
  ]);
  const head = ["painted", "interactive", "whole", "API", "CPU"].flatMap((one) => [one, "p95"]);
  return table(["load, ms", ...head], rows);
}

async function uses(meter: Meter, rounds: number): Promise<string> {
  const found = new Map<string, Times[]>();
  for (let round = 0; round < rounds; round++) {
    for (const use of USES) note(found, use.name, await meter.use(use));
  }
  const own = ({ whole, api }: Times) => whole - api;
  const rows = [...found].map(([name, times]) => [
    name,
    ...cells(times, ({ first }) => first),
    ...cells(times, ({ whole }) => whole),
    ...cells(times, ({ api }) => api),
    ...cells(times, own),
    ...cells(times, ({ cpu }) => cpu),
    quantile(times.map(own), 0.95) > GOAL ? "missed" : "",
  ]);
  const head = ["next paint", "whole", "API", "own", "CPU"].flatMap((one) => [one, "p95"]);
  return table(["use, ms", ...head, "goal"], rows);
}

function note(found: Map<string, Times[]>, name: string, times: Times): void {
  found.set(name, [...(found.get(name) ?? []), times]);
}

function cells(times: readonly Times[], of: (times: Times) => number): string[] {
  const values = times.map(of);
  return [0.5, 0.95].map((part) => quantile(values, part).toFixed(0));
}

/** The pages, of an issue and a report that the store has. */
async function addresses(origin: string): Promise<Array<[name: string, path: string]>> {
  const idOf = async (question: string) => {
    const { items }: { items: Array<{ id: string }> } = await ask(origin, question);
    if (items[0] === undefined) throw new Error(`there is nothing at ${question}`);
    return items[0].id;
  };
  const issue = await idOf("issues?from=2026-04-01T00:00:00Z&limit=1");
  const report = await idOf("reports?limit=1");
  return Object.entries(LOADS).map(([name, path]) => [
    name,
    path.replace(":issue", issue).replace(":report", report),
  ]);
}

async function ask<T>(origin: string, question: string, method = "GET"): Promise<T> {
  const headers = { authorization: `Bearer ${READ_TOKEN}` };
  const answer = await fetch(`${origin}/api/v1/${question}`, { method, headers });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${question}: ${answer.status} ${text}`);
  return JSON.parse(text);
}
