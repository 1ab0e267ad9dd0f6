import { basename, dirname, extname, join, resolve } from "node:path";
import type { Command } from "commander";
import { CodedError } from "../../report/errors.ts";
import { writeAll } from "../disk.ts";
import type { Io } from "../io.ts";

const TEST = /\.test\.(ts|js|mts|mjs|tsx|jsx)$/;

/** Modules that a sink's own file may be. */
const SINK = /\.(ts|js|mts|mjs|cts|cjs)$/;

/** Which tests to run. */
interface Plan {
  /** Where Bun is started, so that it reads the author's `tsconfig.json` and `bunfig.toml`. */
  folder: string;
  /** A file, absolute; `null` for all tests of the folder. */
  file: string | null;
  /** The sink for which a test has to be made, absolute. */
  sink: string | null;
}

/** Adds `tattle sink test`. */
export function addSinkTest(command: Command, io: Io): void {
  command
    .command("test")
    .argument("[path]", "a folder with tests, a test, or the file of a sink", ".")
    .option("--config <json>", "settings for a sink that has no test, as JSON", "{}")
    .description("Run a sink's tests. A sink without any is put through the conformance suite.")
    .addHelpText(
      "after",
      `
Nothing else is needed: the test runner is Bun's own, which is part of this program, and
tattle/sink and tattle/conformance are those of this version. Settings in --config are as
the sink gets them: durations in milliseconds, sizes in bytes.

Examples:
  tattle sink test my-sink
  tattle sink test ./my-sink.ts --config '{"url":"http://127.0.0.1:9000/"}'`,
    )
    .action(async (path: string, options: { config: string }) => {
      const plan = planOf(resolve(io.cwd, path), io);
      const kit = io.disk.temporary();
      try {
        const { kitFiles } = await import("./starter.ts");
        writeAll(io.disk, kit, { ...kitFiles(), "preload.js": PRELOAD });
        const made = plan.sink === null ? null : writeTest(plan.sink, options.config, kit, io);
        const tests = made ?? plan.file;
        const args = ["test", "--preload", join(kit, "preload.js"), ...(tests ? [tests] : [])];
        const code = await io.bun(args, plan.folder);
        if (code !== 0) throw new CodedError("sink_tests_failed", `the tests of ${path} failed`);
      } finally {
        io.disk.remove(kit);
      }
    });
}

/** @throws CodedError `sink_not_found` */
function planOf(path: string, io: Io): Plan {
  const kind = io.disk.kind(path);
  if (kind === "file" && TEST.test(path)) return { folder: dirname(path), file: path, sink: null };
  if (kind === "file" && SINK.test(path)) {
    const own = path.slice(0, -extname(path).length);
    const test = [".ts", ".js"]
      .map((end) => `${own}.test${end}`)
      .find((each) => io.disk.kind(each));
    return { folder: dirname(path), file: test ?? null, sink: test === undefined ? path : null };
  }
  if (kind === "folder") {
    const names = io.disk.list(path);
    if (names.some((name) => TEST.test(name))) return { folder: path, file: null, sink: null };
    const index = names.find(
      (name) => SINK.test(name) && basename(name, extname(name)) === "index",
    );
    if (index !== undefined) return { folder: path, file: null, sink: join(path, index) };
  }
  const what = kind === null ? "is not there" : "has neither tests nor an index.ts";
  throw new CodedError(
    "sink_not_found",
    `${path} ${kind === "file" ? "is no TypeScript or JavaScript" : what}`,
  );
}

/** A test that runs the suite against a sink that has none. */
function writeTest(sink: string, config: string, kit: string, io: Io): string {
  const path = join(kit, "conformance.test.ts");
  io.disk.write(
    path,
    `import { test } from "bun:test";
import { testSink } from "tattle/conformance";
import plugin from ${JSON.stringify(sink)};

testSink({ test, plugin, config: ${JSON.stringify(settings(config))} });
`,
  );
  return path;
}

/** @throws CodedError `config_invalid` */
function settings(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new CodedError("config_invalid", `--config is no JSON: ${error}`, { cause: error });
  }
}

/** Makes the modules known before any test is read, whatever lies in the author's folder. */
const PRELOAD = `import * as sink from "./sink.js";

const offer = (name, exports) =>
  Bun.plugin({ name, setup: (build) => build.module(name, () => ({ exports, loader: "object" })) });

offer("tattle/sink", sink);
offer("tattle/conformance", await import("./conformance.js"));
`;
