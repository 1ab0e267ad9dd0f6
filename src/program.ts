/** The program: real world in, exit code out. Everything between is passed what it needs. */
import { Database } from "bun:sqlite";
import { createReadStream, fstatSync, openSync, readFileSync } from "node:fs";
import manifest from "../package.json" with { type: "json" };
import { type BunRun, type Deps, type Input, type Io, realDisk, runCli } from "./cli/index.ts";
import { backUp, restore } from "./collector/backup/index.ts";
import { startCollector } from "./collector/collector.ts";
import { fill } from "./demo/index.ts";
import { describeOnce, rehearseSink } from "./external/index.ts";
import { openApiDocument } from "./http/docs/document.ts";
import { PLUGINS } from "./registry.ts";
import { systemClock } from "./sink/context.ts";
import { createLog } from "./threads/index.ts";

const io: Io = {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  drained,
  color: process.stdout.isTTY === true,
  env: process.env,
  cwd: process.cwd(),
  readFile: (path) => readFileSync(path, "utf8"),
  input,
  fetch,
  disk: realDisk,
  clock: systemClock,
  bun: runBun,
  onSignal: (signal, listener) => process.on(signal, listener),
  exit: (code) => process.exit(code),
};

const describe = describeOnce();

/** What the commands about backups work with. */
const backup = (level: Parameters<typeof createLog>[0]) => ({
  plugins: PLUGINS,
  version: manifest.version,
  clock: systemClock,
  log: createLog(level),
});

const deps: Deps = {
  manifests: PLUGINS,
  describe,
  rehearse: rehearseSink,
  version: {
    tattle: manifest.version,
    bun: Bun.version,
    sqlite: sqliteVersion(),
    // Replaced by the build; a build that does not say leaves it to the environment.
    commit: process.env.TATTLE_COMMIT ?? null,
  },
  backUp: (config, file) => backUp(config, file, backup(config.log.level)),
  restore: (config, file, force) => restore(config, file, force, backup(config.log.level)),
  openapi: () => openApiDocument(manifest.version),
  fill: (config, plan) => fill(config, plan, createLog(config.log.level)),
  start: ({ config }, clock = systemClock) =>
    startCollector(config, {
      plugins: PLUGINS,
      describe,
      version: manifest.version,
      clock,
      log: createLog(config.log.level),
      entries: {
        delivery: new URL("./delivery.entry.ts", import.meta.url),
        query: new URL("./query.entry.ts", import.meta.url),
      },
    }),
};

function sqliteVersion(): string {
  const database = new Database(":memory:");
  const row = database.query<{ version: string }, []>("select sqlite_version() as version").get();
  database.close();
  return row?.version ?? "";
}

/** The compiled binary is Bun as well; the first variable makes it so, the second ends it with us. */
function runBun(
  args: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>>,
): BunRun {
  const child = Bun.spawn([process.execPath, ...args], {
    cwd: folder,
    env: { ...process.env, ...env, BUN_BE_BUN: "1", BUN_FEATURE_FLAG_NO_ORPHANS: "1" },
    stdio: ["inherit", "inherit", "inherit"],
  });
  return { exited: child.exited, kill: (signal) => child.kill(signal) };
}

/** Opened at once, so that what is not there is told before anything is sent. */
function input(path: string | null): Input {
  if (path === null) return { chunks: process.stdin, modifiedAt: null };
  const fd = openSync(path, "r");
  const stat = fstatSync(fd);
  if (stat.isDirectory()) throw Object.assign(new Error("a folder"), { code: "EISDIR" });
  const modifiedAt = stat.isFile() ? stat.mtimeMs : null;
  return { chunks: createReadStream("", { fd, highWaterMark: 1 << 17 }), modifiedAt };
}

/** Somebody reads what we print. */
let read = true;

function ignoreClosedPipe(error: Error & { code?: string }): void {
  if (error.code !== "EPIPE") throw error;
  read = false;
}

async function drained(): Promise<boolean> {
  await new Promise<void>((resolve) => process.stdout.write("", () => resolve()));
  // The callback knows of no closed pipe; the event that tells of it comes after it.
  await new Promise<void>((resolve) => setImmediate(resolve));
  return read;
}

// What is kept is for its owner only, in a folder of wider rights too.
process.umask(0o077);
// Whoever read our output has gone (`tattle openapi | head`): no reason to die of it.
process.on("SIGPIPE", () => {});
for (const stream of [process.stdout, process.stderr]) stream.on("error", ignoreClosedPipe);
process.exitCode = await runCli(process.argv.slice(2), io, deps);
