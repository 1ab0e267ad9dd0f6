import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { tattleBinary } from "../support/binary.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Long enough for a cold start under load; nothing is measured. */
const LIMIT = 60_000;

/** Runs the binary with nothing else at hand: no Bun, no Node, no package in reach. */
async function tattle(folder: string, ...args: string[]) {
  const child = Bun.spawn([tattleBinary(), ...args], {
    cwd: folder,
    env: { PATH: "/nowhere" },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { exit: await child.exited, output: stdout + stderr };
}

describe("an author with nothing but the binary", () => {
  test(
    "makes a sink whose tests pass",
    async () => {
      using folder = temporaryFolder();
      expect(await tattle(folder.path, "sink", "new", "kafka")).toMatchObject({ exit: 0 });
      const { exit, output } = await tattle(folder.path, "sink", "test", "kafka");
      expect(output).toContain("kafka [write/all]");
      expect(output).toMatch(/^ 0 fail$/m);
      expect(exit).toBe(0);
    },
    LIMIT,
  );

  test(
    "is told which rule a sink breaks",
    async () => {
      using folder = temporaryFolder();
      await tattle(folder.path, "sink", "new", "kafka");
      const file = join(folder.path, "kafka/index.ts");
      const right = await Bun.file(file).text();
      writeFileSync(file, right.replace("if (answer.ok) return {};", "return {};"));
      const { exit, output } = await tattle(folder.path, "sink", "test", "kafka");
      expect(output).toContain("(fail) kafka [failure/server-error]");
      expect(output).toContain("[sink_tests_failed]");
      expect(exit).toBe(7);
    },
    LIMIT,
  );

  test(
    "has a single file put through the suite, with settings of its own",
    async () => {
      using folder = temporaryFolder();
      const sink = `import { defineSink, t } from "tattle/sink";
        export default defineSink({
          name: "tiny",
          summary: "Does nothing.",
          config: t.Object({ wait: t.Integer({ description: "Nothing." }) }),
          supports: { reader: false, idempotent: true },
          create: () => ({
            open: async () => {},
            write: async (_, signal) => (signal.throwIfAborted(), {}),
            close: async () => {},
          }),
        });`;
      writeFileSync(join(folder.path, "tiny.ts"), sink);
      const run = (config: string) =>
        tattle(folder.path, "sink", "test", "tiny.ts", "--config", config);
      expect(await run('{"wait":1}')).toMatchObject({ exit: 0 });
      const wrong = await run('{"wait":"long"}');
      expect(wrong.exit).toBe(7);
      expect(wrong.output).toContain("wait");
    },
    LIMIT,
  );
});
