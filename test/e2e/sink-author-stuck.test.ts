import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tattleBinary } from "../support/binary.ts";
import { eventually } from "../support/eventually.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Long enough for a cold start under load; nothing is measured. */
const LIMIT = 60_000;

/** A sink with these statements before it and in its `write`; it leaves its process's id in `pid`. */
function sinkOf(folder: string, before: string, write: string): string {
  return `import { defineSink, t } from "tattle/sink";
    import { writeFileSync } from "node:fs";
    writeFileSync(${JSON.stringify(join(folder, "pid"))}, String(process.pid));
    ${before}
    export default defineSink({
      name: "stuck",
      summary: "Never ends.",
      config: t.Object({}),
      supports: { reader: false, idempotent: true },
      create: () => ({
        open: async () => {},
        write: async (_, signal) => { signal.throwIfAborted(); ${write} return {}; },
        close: async () => {},
      }),
    });`;
}

/** `tattle sink test` of such a sink, with a folder of its own for what is written for a while. */
function start(folder: string, sink: string, ...options: string[]) {
  const temporary = join(folder, "tmp");
  mkdirSync(temporary);
  writeFileSync(join(folder, "stuck.ts"), sink);
  const child = Bun.spawn([tattleBinary(), "sink", "test", "stuck.ts", ...options], {
    cwd: folder,
    env: { PATH: "/nowhere", TMPDIR: temporary },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const output = Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]).then((texts) => texts.join(""));
  return { child, output, left: () => readdirSync(temporary) };
}

/** The id of the process that runs the sink, once it does. */
function pidIn(folder: string): Promise<number> {
  return eventually(() => {
    const pid = Number(readFileSync(join(folder, "pid"), "utf8"));
    if (!(pid > 0)) throw new Error("it has not written its id yet");
    return pid;
  });
}

/** Resolves once there is no such process. A dead one that nobody has waited for counts as gone. */
function goneOf(pid: number): Promise<void> {
  return eventually(() => {
    const status = `/proc/${pid}/status`;
    if (existsSync(status) && !/^State:\s+[ZX]/m.test(readFileSync(status, "utf8"))) {
      throw new Error(`${pid} still runs`);
    }
  });
}

const SPIN = "for (;;) {}";

describe("tests that nothing ends", () => {
  test.each([
    ["a sink that spins in write()", "", SPIN, "the last was stuck ["],
    ["a module that spins", SPIN, "", "no test ran"],
    [
      "a module that waits for ever",
      "setInterval(() => {}, 100); await new Promise(() => {});",
      "",
      "no test ran",
    ],
  ])(
    "%s: are killed, and what ran is named",
    async (_name, before, write, said) => {
      using folder = temporaryFolder();
      const sink = sinkOf(folder.path, before, write);
      const { child, output, left } = start(folder.path, sink, "--limit", "4s");
      expect(await child.exited).toBe(7);
      expect(await output).toContain("[sink_tests_stuck]");
      expect(await output).toContain(said);
      await goneOf(await pidIn(folder.path));
      expect(left()).toEqual([]);
    },
    LIMIT,
  );
});

describe("a sink that ends its process", () => {
  test.each([
    ["in write()", "", "process.exit(0);", "the last was stuck ["],
    ["while it is imported", "process.exit(0);", "", "no test ran"],
  ])(
    "%s: fails, and what ran is named",
    async (_name, before, write, said) => {
      using folder = temporaryFolder();
      const { child, output, left } = start(folder.path, sinkOf(folder.path, before, write));
      expect(await child.exited).toBe(7);
      expect(await output).toContain(said);
      expect(await output).toContain("[sink_tests_ended]");
      expect(left()).toEqual([]);
    },
    LIMIT,
  );
});

describe("a sink that spins and hears no signal", () => {
  const deaf = `for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => {});`;

  test.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
    ["SIGHUP", 129],
  ] as const)(
    "%s to the command ends it, and leaves nothing",
    async (signal, code) => {
      using folder = temporaryFolder();
      const { child, output, left } = start(folder.path, sinkOf(folder.path, deaf, SPIN));
      const pid = await pidIn(folder.path);
      child.kill(signal);
      expect(await child.exited).toBe(code);
      await goneOf(pid);
      expect(left()).toEqual([]);
      await output;
    },
    LIMIT,
  );

  test(
    "SIGKILL to the command ends it",
    async () => {
      using folder = temporaryFolder();
      const { child } = start(folder.path, sinkOf(folder.path, deaf, SPIN));
      const pid = await pidIn(folder.path);
      child.kill("SIGKILL");
      await child.exited;
      await goneOf(pid);
    },
    LIMIT,
  );
});
