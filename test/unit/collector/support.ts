import { type Collector, startCollector } from "../../../src/collector/collector.ts";
import { loadConfig } from "../../../src/config/index.ts";
import { describeSink } from "../../../src/external/index.ts";
import { PLUGINS } from "../../../src/registry.ts";
import { systemClock } from "../../../src/sink/context.ts";
import { MemoryLog } from "../../support/memory-log.ts";
import { numberedReport, numberOf } from "../../support/reports.ts";

export const ADMIN_TOKEN = "the-admin-token-of-a-test";
const SRC = new URL("../../../src/", import.meta.url);

/** Starts a collector of this process on a port of its own; its threads are real. */
export function startIn(dir: string, toml: string, log = new MemoryLog()): Promise<Collector> {
  const text = `
    listen = "127.0.0.1:0"
    data = ${JSON.stringify(dir)}
    admin.token = { env = "TOKEN" }
    log.level = "error"
    shutdown.timeout = "1s"
    ${toml}`;
  const { config } = loadConfig(
    { file: { path: "tattle.toml", text }, env: { TOKEN: ADMIN_TOKEN }, flags: [], cwd: dir },
    PLUGINS,
    () => "",
  );
  return startCollector(config, {
    plugins: PLUGINS,
    describe: describeSink,
    version: "0.0.0-test",
    clock: systemClock,
    log,
    entries: {
      delivery: new URL("delivery.entry.ts", SRC),
      query: new URL("query.entry.ts", SRC),
    },
  });
}

/** Sends a report and returns the status of the answer. */
export async function send(collector: Collector, number: number): Promise<number> {
  const answer = await fetch(`${collector.url}/report/`, {
    method: "POST",
    headers: { "content-type": "application/csp-report" },
    body: numberedReport(number),
  });
  return answer.status;
}

/** What the API answers to somebody with the token. */
export async function ask(collector: Collector, path: string): Promise<Response> {
  return fetch(`${collector.adminUrl}${path}`, {
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
  });
}

/** Numbers of the reports that the store has, as the API shows them, in order of receipt. */
export async function storedNumbers(collector: Collector): Promise<number[]> {
  const answer = await ask(collector, "/api/v1/reports?limit=1000");
  const { items }: { items: Array<{ url: string | null }> } = JSON.parse(await answer.text());
  return items.map(numberOf).reverse();
}
