import { describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { tattleBinary } from "../support/binary.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Long enough for a cold start under load; nothing is measured. */
const LIMIT = 60_000;

const GOOD = `import { defineSink, Duration, Secret, t } from "tattle/sink";
import { summary } from "./words";
export default defineSink({
  name: "good",
  summary,
  supports: { reader: false, idempotent: false },
  config: t.Object({
    url: t.String(),
    wait: Duration({ default: "10s" }),
    key: t.Optional(Secret()),
  }),
  create: () => ({ open: async () => {}, write: async () => ({}), close: async () => {} }),
});
`;

const FILES = {
  "good.ts": GOOD,
  "words.ts": 'export const summary = "Does nothing, well.";',
  "syntax.ts": "export default defineSink({",
  "throws.ts": 'throw new Error("no broker\\nfor you");',
  "shape.js": "export default 5;",
  "null.ts": GOOD.replace(/create: .*/, "create: () => null,"),
  "bug.ts": GOOD.replace(/create: .*/, "create: ({ key }) => key.missing.member,"),
  "union.ts": GOOD.replace("url: t.String()", "url: t.Intersect([t.Object({}), t.Object({})])"),
  "node_modules/@acme/good-sink/package.json": '{ "name": "@acme/good-sink", "main": "index.ts" }',
  "node_modules/@acme/good-sink/index.ts": GOOD,
  "node_modules/@acme/good-sink/words.ts":
    'export const summary = "Comes from a package, and sees " + (process.env.KEY ?? "no key") + ".";',
};

/** Runs `tattle check` of the binary on a config file beside {@link FILES}, from another folder. */
async function check(config: string) {
  using folder = temporaryFolder();
  for (const [name, text] of Object.entries({ ...FILES, "t.toml": config })) {
    const path = join(folder.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  const child = Bun.spawn([tattleBinary(), "check", "--config", join(folder.path, "t.toml")], {
    cwd: "/",
    env: { PATH: "/nowhere", KEY: "hunter2" },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  const lines = (stdout + stderr).replaceAll(folder.path, "").split("\n");
  const printed = lines.map((line) => line.trim().replace(/ +# /, " # "));
  return { exit: await child.exited, printed };
}

describe("tattle check", () => {
  test(
    "reads third parties' sinks from files and packages beside the config file",
    async () => {
      const { exit, printed } = await check(`
[[sinks]]
use = "./good.ts"
config = { url = "a", key = { env = "KEY" } }
[[sinks]]
use = "@acme/good-sink"
config.url = "b"
`);
      expect(printed).toContain('sinks[0].use = "/good.ts" # /t.toml:3:7');
      expect(printed).toContain('sinks[0].config.wait = "10s" # default');
      expect(printed).toContain('sinks[0].config.key = "********" # /t.toml:4:29 ($KEY)');
      expect(printed).toContain("# sinks[0] is good: Does nothing, well.");
      expect(printed).toContain("# sinks[1] is good: Comes from a package, and sees no key.");
      expect(printed.join("\n")).not.toContain("hunter2");
      expect(exit).toBe(0);
    },
    LIMIT,
  );

  test(
    "names all that is wrong with them at once, with its place",
    async () => {
      const { exit, printed } = await check(`
[[sinks]]
use = "./missing.ts"
[[sinks]]
use = "./syntax.ts"
[[sinks]]
use = "./throws.ts"
[[sinks]]
use = "./shape.js"
[[sinks]]
use = "./union.ts"
[[sinks]]
use = "@acme/missing"
[[sinks]]
use = "./good.ts"
config = { ulr = "a", wait = 5 }
`);
      const expected = [
        /^\/t\.toml:3:7: sinks\[0\]\.use: \/missing\.ts: /,
        /^\/t\.toml:5:7: sinks\[1\]\.use: \/syntax\.ts: /,
        /^\/t\.toml:7:7: sinks\[2\]\.use: \/throws\.ts: .*no broker for you/,
        /^\/t\.toml:9:7: sinks\[3\]\.use: \/shape\.js: .*defineSink/,
        /^\/t\.toml:11:7: sinks\[4\]\.use: \/union\.ts cannot be used: .*config\.url uses allOf/,
        /^\/t\.toml:13:7: sinks\[5\]\.use: @acme\/missing: /,
        /^\/t\.toml:16:1: sinks\[6\]\.config\.url: is required$/,
        /^\/t\.toml:16:30: sinks\[6\]\.config\.wait: must be a duration/,
        /^\/t\.toml:16:12: sinks\[6\]\.config\.ulr: unknown setting; did you mean "url"\?$/,
      ];
      const problems = printed.filter((line) => line.startsWith("/t.toml:"));
      expect(problems).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
      expect(exit).toBe(3);
    },
    LIMIT,
  );

  test(
    "creates them once, and names what is wrong with their code",
    async () => {
      const { exit, printed } = await check(`
[[sinks]]
use = "./null.ts"
config.url = "a"
[[sinks]]
use = "./bug.ts"
config.url = "a"
`);
      const problems = printed.filter((line) => line.startsWith("/t.toml:"));
      expect(problems).toEqual([
        "/t.toml:3:7: sinks[0].use: /null.ts: the sink's code is wrong: create() returns null, and not the sink",
        expect.stringMatching(
          /^\/t\.toml:6:7: sinks\[1\]\.use: \/bug\.ts: the sink's code is wrong: create\(\) threw TypeError: .* \(\/bug\.ts:12:\d+\)$/,
        ),
      ]);
      expect(exit).toBe(3);
    },
    LIMIT,
  );
});
