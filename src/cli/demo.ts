import { resolve } from "node:path";
import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { type Command, InvalidArgumentError, Option } from "commander";
import { type Flag, type LoadedConfig, loadConfig } from "../config/index.ts";
import {
  configText,
  demoClock,
  FEWEST_REPORTS,
  livePause,
  liveRequests,
  type Plan,
  planOf,
  Random,
  type SendTo,
  send,
  startReceiver,
} from "../demo/index.ts";
import { CodedError } from "../report/errors.ts";
import type { Deps, Running } from "./deps.ts";
import { EXIT } from "./exit.ts";
import type { Io } from "./io.ts";
import { ask } from "./server.ts";
import { firstStopSignal } from "./stop-signal.ts";

interface DemoOptions {
  listen?: string;
  port?: number;
  data?: string;
  days: number;
  reports: number;
  seed: number;
  now?: number;
  live: boolean;
}

/** Adds `tattle demo`. */
export function addDemo(program: Command, io: Io, deps: Deps): void {
  program
    .command("demo")
    .description("Look first: serve generated reports of three sites.")
    .option("--listen <address>", "address to listen on, as `listen` in a config file")
    .addOption(
      new Option("--port <number>", "port on 127.0.0.1 to listen on; 0 for any")
        .argParser(whole(0, 65_535))
        .conflicts("listen"),
    )
    .option("--data <folder>", "keep the data there; else they are gone at the end")
    .option("--days <number>", "days that the reports are of", whole(2, 365), 14)
    .option("--reports <number>", "reports to send", whole(FEWEST_REPORTS, 1_000_000), 20_000)
    .option("--seed <number>", "another one makes other data", whole(0, 2 ** 31), 1)
    .option("--now <time>", "time at which the data end, as 2026-05-01T12:00:00Z", time)
    .option("--no-live", "send nothing more once it runs")
    .addHelpText(
      "after",
      `
The reports are made up, and then taken, judged, stored and delivered like any others; nothing of
it leaves this machine. The sink that fails does so for you to see. The configuration of a real
Tattle, its variables included, is not read.

With the same --seed and --now the data are the same; with --no-live as well the clock stands
still there, and every page shows the same each time.

Examples:
  tattle demo
  tattle demo --port 9000 --days 30 --reports 100000
  tattle demo --seed 7 --now 2026-05-01T12:00:00Z --no-live`,
    )
    .action((options: DemoOptions) => demo(options, io, deps));
}

async function demo(options: DemoOptions, io: Io, deps: Deps): Promise<void> {
  const { disk } = io;
  const data = options.data === undefined ? disk.temporary() : resolve(io.cwd, options.data);
  const remove = () => {
    if (options.data === undefined) disk.remove(data);
  };
  try {
    if (disk.kind(data) === "folder" && disk.list(data).length > 0) {
      throw new CodedError("demo_data_not_empty", `${data} is not empty`);
    }
    const stopped = firstStopSignal(io, remove);
    await run(options, data, stopped, io, deps);
  } finally {
    remove();
  }
  io.exit(EXIT.ok.code);
}

async function run(
  options: DemoOptions,
  data: string,
  stopped: Promise<void>,
  io: Io,
  deps: Deps,
): Promise<void> {
  const { seed, days, reports, live } = options;
  const now = options.now ?? io.clock.now();
  const plan = planOf({ seed, now, days, reports });
  await using stack = new AsyncDisposableStack();
  // A few of them are dead letters of it, and the rest waits.
  const receiver = startReceiver(Math.floor(reports * 0.4));
  stack.defer(() => receiver.stop());
  const loaded = loadConfig(
    {
      file: { path: "the demo's configuration", text: configText(receiver.url) },
      env: {},
      flags: flagsOf(options, data),
      cwd: io.cwd,
    },
    deps.manifests,
    io.readFile,
  );
  io.stderr(`Sending ${reports} reports of ${days} days…\n`);
  await deps.fill(loaded.config, plan);
  const clock = options.now === undefined ? io.clock : demoClock(now, !live);
  const running = await deps.start(loaded, clock);
  stack.defer(() => running.stop());
  const to = targetOf(running, io);
  for (const request of plan.mistakes) await send(request, to);
  await untilDelivered(loaded.config, running, io);
  io.stderr(welcome(deps.version.tattle, data, options, running));
  const control = new AbortController();
  const sending = live ? keepSending(plan, to, io, control.signal) : Promise.resolve();
  await stopped;
  io.stderr("Stopping; a second signal ends at once.\n");
  control.abort();
  await sending;
}

function flagsOf({ listen, port }: DemoOptions, data: string): Flag[] {
  const address = port === undefined ? listen : `127.0.0.1:${port}`;
  const flags: Flag[] = [{ name: "--data", key: "data", value: data }];
  if (address !== undefined) flags.push({ name: "--listen", key: "listen", value: address });
  return flags;
}

function targetOf({ url }: Running, { fetch }: Io): SendTo {
  if (!url.startsWith("unix:")) return { url, unix: null, fetch };
  return { url: "http://localhost", unix: url.slice("unix:".length), fetch };
}

const Sinks = Type.Object({
  items: Type.Array(
    Type.Object({ type: Type.String(), lag: Type.Object({ reports: Type.Number() }) }),
  ),
});

/** Between two looks, in milliseconds, and how many there are at most. */
const PAUSE = 50;
const LOOKS = 2_400;

/** Until the store has all reports, so that the first page shows them. */
async function untilDelivered(
  config: LoadedConfig["config"],
  running: Running,
  io: Io,
): Promise<void> {
  const url = running.adminUrl.startsWith("unix:") ? undefined : running.adminUrl;
  for (let look = 0; look < LOOKS; look += 1) {
    const answer = await ask(config, url, io, "GET", "/api/v1/sinks");
    if (!Value.Check(Sinks, answer)) return;
    const store = answer.items.find(({ type }) => type === "sqlite");
    if (store === undefined || store.lag.reports === 0) return;
    await io.clock.sleep(PAUSE);
  }
}

async function keepSending(plan: Plan, to: SendTo, io: Io, signal: AbortSignal): Promise<void> {
  const { seed } = plan.options;
  const next = liveRequests(seed, plan.span);
  const pauses = new Random(`${seed}/pauses`);
  while (!signal.aborted) {
    for (const request of next()) {
      // A busy server is no reason to end the demo: the next one may get through.
      await send(request, to).catch(() => {});
    }
    await io.clock.sleep(livePause(pauses), signal);
  }
}

function welcome(
  version: string,
  data: string,
  { data: kept, live }: DemoOptions,
  running: Running,
): string {
  const fate = kept === undefined ? "gone when this ends" : "kept";
  return `Tattle ${version}, with made-up reports
  dashboard  ${running.loginUrl()}
  reports    ${running.url}/report/?token=${running.projectToken() ?? ""}${live ? ", a few more every second" : ""}
  data       ${data} (${fate})

Ctrl+C ends it.
`;
}

function whole(min: number, max: number) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

/** RFC 3339, so that nobody's time zone plays a part. */
const TIME = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;

function time(text: string): number {
  const value = TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (value > 0) return value;
  throw new InvalidArgumentError("It must be a time such as 2026-05-01T12:00:00Z.");
}
