import { join, resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { printable } from "../../config/index.ts";
import { CodedError } from "../../report/errors.ts";
import { formatQuantity, parseQuantity, UNIT_EXAMPLES } from "../../sink/schema.ts";
import { writeAll } from "../disk.ts";
import { EXIT } from "../exit.ts";
import type { BunRun, Io, Signal } from "../io.ts";
import { type Plan, planOf } from "./plan.ts";
import { PRELOAD, PROGRESS } from "./preload.ts";
import { askedToEnd, type Ending, supervise } from "./supervise.ts";

interface TestOptions {
  config: string;
  /** Milliseconds. */
  limit: number;
}

/** How the tests' process ended. */
interface Outcome {
  ending: Ending;
  /** By itself, although tests were left. */
  early: boolean;
  /** The last test that ran, as the end of a sentence. */
  last: string;
}

const BY_SIGNAL: Readonly<Record<Signal, number>> = {
  SIGHUP: EXIT.hungUp.code,
  SIGINT: EXIT.interrupted.code,
  SIGTERM: EXIT.terminated.code,
};

/** How long nothing may happen, in milliseconds. */
const DEFAULT_LIMIT = 60_000;
const MIN_LIMIT = 1_000;

/** Folder within the kit's for what tests write for a while. */
const TEMPORARY = "temporary";

/** Adds `tattle sink test`. */
export function addSinkTest(command: Command, io: Io): void {
  command
    .command("test")
    .argument("[path]", "a folder with tests, a test, or the file of a sink", ".")
    .addOption(
      new Option("--config <json>", "settings for a sink that has no test, as JSON")
        .argParser(readJson)
        .default("{}"),
    )
    .addOption(
      new Option("--limit <duration>", "kill tests that do nothing more for so long")
        .argParser(readLimit)
        .default(DEFAULT_LIMIT, formatQuantity("duration", DEFAULT_LIMIT)),
    )
    .description("Run a sink's tests. A sink without any is put through the conformance suite.")
    .addHelpText(
      "after",
      `
Nothing else is needed: the test runner is Bun's own, which is part of this program, and
tattle/sink and tattle/conformance are those of this version. Settings in --config are as
the sink gets them: durations in milliseconds, sizes in bytes.

A test that waits is ended by the limit that it has itself. --limit is for what no test can end: a
loop that holds the whole process, or a file that never finishes loading.

Examples:
  tattle sink test my-sink
  tattle sink test ./my-sink.ts --config '{"url":"http://127.0.0.1:9000/"}'`,
    )
    .action(async (path: string, options: TestOptions) => {
      const plan = planOf(resolve(io.cwd, path), io.disk);
      const outcome = await runTests(plan, options, io);
      const { ending } = outcome;
      if (ending.kind === "signal") return io.exit(BY_SIGNAL[ending.signal]);
      const failure = failureOf(path, { ...outcome, ending }, options.limit);
      if (failure !== null) throw failure;
    });
}

/** @param limit milliseconds */
function failureOf(
  path: string,
  { ending, early, last }: Outcome & { ending: Exclude<Ending, { kind: "signal" }> },
  limit: number,
): CodedError | null {
  if (ending.kind === "stuck") {
    const time = formatQuantity("duration", limit);
    return new CodedError("sink_tests_stuck", `nothing has happened for ${time}; ${last}`);
  }
  if (early) {
    const message = `the process ended by itself, with code ${ending.code}, before the tests were over; ${last}`;
    return new CodedError("sink_tests_ended", message);
  }
  if (ending.code === 0) return null;
  return new CodedError("sink_tests_failed", `the tests of ${path} failed`);
}

/** Runs the tests, and removes what was written for them however they end. */
async function runTests(plan: Plan, options: TestOptions, io: Io): Promise<Outcome> {
  // Before anything is written that has to be removed again.
  const asked = askedToEnd(io);
  const kit = io.disk.temporary();
  const progress = () => readProgress(kit, io);
  try {
    const child = await startTests(plan, options, kit, io);
    const { limit } = options;
    const ending = await supervise(child, { clock: io.clock, asked, progress, limit });
    return { ending, ...lastOf(progress()) };
  } finally {
    io.disk.remove(kit);
  }
}

function lastOf(progress: string): Pick<Outcome, "early" | "last"> {
  const [, name] = /^\d+ (.*)$/s.exec(progress) ?? [];
  const last = name ? `the last was ${printable(name)}` : "no test ran, so look at what is loaded";
  return { early: name !== undefined, last };
}

/** Empty until the tests' process has written it. */
function readProgress(kit: string, io: Io): string {
  try {
    return io.readFile(join(kit, PROGRESS));
  } catch {
    return "";
  }
}

/** The text as it is, once it is known to be JSON. */
function readJson(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    throw new InvalidArgumentError(`It is no JSON: ${error}`);
  }
}

function readLimit(text: string): number {
  const limit = parseQuantity("duration", text);
  if (limit !== null && limit >= MIN_LIMIT) return limit;
  throw new InvalidArgumentError(`It must be ${UNIT_EXAMPLES.duration}, and at least "1s".`);
}

async function startTests(plan: Plan, options: TestOptions, kit: string, io: Io): Promise<BunRun> {
  const { kitFiles } = await import("./starter.ts");
  writeAll(io.disk, kit, { ...kitFiles(), "preload.js": PRELOAD, [`${TEMPORARY}/.keep`]: "" });
  const made = plan.sink === null ? null : writeTest(plan.sink, options.config, kit, io);
  const tests = made ?? plan.file;
  const args = ["test", "--preload", join(kit, "preload.js"), ...(tests ? [tests] : [])];
  // What killed tests leave behind goes with the kit.
  return io.bun(args, plan.folder, { TMPDIR: join(kit, TEMPORARY) });
}
/** A test that runs the suite against a sink that has none. */
function writeTest(sink: string, config: string, kit: string, io: Io): string {
  const path = join(kit, "conformance.test.ts");
  io.disk.write(
    path,
    `import { test } from "bun:test";
import { testSink } from "tattle/conformance";
import plugin from ${JSON.stringify(sink)};

testSink({ test, plugin, config: ${config} });
`,
  );
  return path;
}
