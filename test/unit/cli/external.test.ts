import { describe, expect, test } from "bun:test";
import { Duration, Secret, t } from "tattle/sink";
import type { Describe } from "../../../src/cli/index.ts";
import type { LoadedConfig, Manifest, ModuleRef } from "../../../src/config/index.ts";
import type { RehearseSink } from "../../../src/external/index.ts";
import { Run } from "./support.ts";

/** What the process of `./kafka.ts` would send: its schema is plain JSON. */
const kafka: Manifest = {
  name: "kafka",
  summary: "Writes reports to Kafka.",
  supports: { reader: false, idempotent: false },
  config: JSON.parse(
    JSON.stringify(
      t.Object({
        broker: t.String(),
        wait: Duration({ default: "10s" }),
        password: t.Optional(Secret()),
      }),
    ),
  ),
};

/** Stands for the child processes: what they say of each module, and who was asked. */
class Children {
  readonly asked: ModuleRef[] = [];
  /** The most that were asked at the same time. */
  most = 0;
  #now = 0;

  constructor(private readonly answers: Record<string, Manifest | string> = {}) {}

  readonly describe: Describe = async (ref) => {
    this.asked.push(ref);
    this.#now += 1;
    this.most = Math.max(this.most, this.#now);
    await Bun.sleep(0);
    this.#now -= 1;
    const answer = this.answers[ref.module] ?? "there is no such thing";
    return typeof answer === "string"
      ? { ok: false, problem: `${ref.module}: ${answer}` }
      : { ok: true, manifest: answer };
  };
}

function runWith(toml: string, env = {}): Run {
  const run = new Run(env);
  run.files.set("/etc/t.toml", toml);
  return run;
}

const CHECK = ["check", "-c", "/etc/t.toml"];

describe("tattle check", () => {
  test("shows a third party's sink with its settings, and what it is", async () => {
    const { describe } = new Children({ "/etc/kafka.ts": kafka });
    const run = runWith(
      "[[sinks]]\nuse = './kafka.ts'\nconfig = { broker = 'b', password = { env = 'P' } }",
      { P: "hunter2" },
    );
    expect(await run.start(CHECK, { describe })).toBe(0);
    const lines = run.stdout.split("\n").map((line) => line.replace(/ +# /, " # "));
    expect(lines).toContain('sinks[0].use = "/etc/kafka.ts" # /etc/t.toml:2:7');
    expect(lines).toContain('sinks[0].config.broker = "b" # /etc/t.toml:3:21');
    expect(lines).toContain('sinks[0].config.wait = "10s" # default');
    expect(lines).toContain("# sinks[0] is kafka: Writes reports to Kafka.");
    expect(run.stdout).toContain('sinks[0].config.password = "********"');
    expect(run.stdout + run.stderr).not.toContain("hunter2");
  });

  test("says in JSON what third parties' sinks are", async () => {
    const { describe } = new Children({ "tattle-sink-kafka": kafka });
    const run = runWith("[[sinks]]\nuse = 'tattle-sink-kafka'\nconfig.broker = 'b'");
    expect(await run.start([...CHECK, "--json"], { describe })).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      ok: true,
      plugins: [
        {
          path: "sinks[0]",
          module: "tattle-sink-kafka",
          name: "kafka",
          summary: "Writes reports to Kafka.",
        },
      ],
    });
  });

  test("asks every module once, all at the same time", async () => {
    const children = new Children({ "/etc/kafka.ts": kafka, "tattle-sink-kafka": kafka });
    const run = runWith(`
      [[sinks]]
      use = "./kafka.ts"
      config.broker = "a"
      [[sinks]]
      use = "kafka.ts"
      name = "second"
      config.broker = "b"
      [[sinks]]
      use = "tattle-sink-kafka"
      config.broker = "c"
    `);
    expect(await run.start(CHECK, children)).toBe(0);
    expect(children.asked).toEqual([
      { module: "/etc/kafka.ts", from: "/etc" },
      { module: "tattle-sink-kafka", from: "/etc" },
    ]);
    expect(children.most).toBe(2);
  });

  test("names everything that is wrong with several sinks at once, by exit code 3", async () => {
    const { describe } = new Children({
      "/etc/shape.ts": "its default export is no sink; write export default defineSink({ … })",
      "/etc/kafka.ts": kafka,
    });
    const run = runWith(`listn = "x"
[[sinks]]
use = "./missing.ts"
[[sinks]]
use = "./shape.ts"
timeout = 5
[[sinks]]
use = "./kafka.ts"
config = { brokr = "b", wait = "soon", password = { env = "NOPE" } }
`);
    expect(await run.start(CHECK, { describe })).toBe(3);
    expect(run.stderr).toContain(`tattle: the configuration has 8 problems:
  /etc/t.toml:1:1: listn: unknown setting; did you mean "listen"?
  /etc/t.toml:3:7: sinks[0].use: /etc/missing.ts: there is no such thing
  /etc/t.toml:5:7: sinks[1].use: /etc/shape.ts: its default export is no sink; write export default defineSink({ … })
  /etc/t.toml:6:11: sinks[1].timeout: must be a duration such as "250ms", "10s", "5m", "1h" or "30d", not 5
  /etc/t.toml:9:1: sinks[2].config.broker: is required
  /etc/t.toml:9:32: sinks[2].config.wait: must be a duration such as "250ms", "10s", "5m", "1h" or "30d", not "soon"
  /etc/t.toml:9:51: sinks[2].config.password: the environment variable NOPE is not set
  /etc/t.toml:9:12: sinks[2].config.brokr: unknown setting; did you mean "broker"?
`);
    expect(run.stdout).toBe("");
  });

  test("names at each sink what is wrong with creating it, by exit code 3", async () => {
    const children = new Children({ "/etc/kafka.ts": kafka });
    const run = runWith(
      `data = "/data"
[[sinks]]
use = "./kafka.ts"
config = { broker = "a", password = { env = "P" } }
[[sinks]]
use = "./kafka.ts"
name = "second"
config.broker = "b"
`,
      { P: "hunter2" },
    );
    const rehearsed: unknown[] = [];
    const rehearse: RehearseSink = async (rehearsal) => {
      rehearsed.push(rehearsal);
      return rehearsal.name === "second" ? "create() threw" : null;
    };
    expect(await run.start(CHECK, { ...children, rehearse })).toBe(3);
    expect(run.stderr).toContain("  /etc/t.toml:6:7: sinks[1].use: create() threw\n");
    expect(rehearsed[0]).toEqual({
      ref: { module: "/etc/kafka.ts", from: "/etc" },
      name: "kafka",
      dataDir: "/data/kafka",
      config: { broker: "a", wait: 10_000, password: "hunter2" },
      memory: 512 << 20,
      hidden: ["P"],
    });
  });

  test("asks nobody for its example or for a file that is no TOML", async () => {
    const children = new Children();
    const broken = runWith("[[sinks]]\nuse = './a.ts'\n5");
    expect(await broken.start(CHECK, children)).toBe(3);
    expect(await new Run().start(["check", "--example"], children)).toBe(0);
    expect(children.asked).toEqual([]);
  });
});

describe("tattle serve", () => {
  test("starts third parties' sinks with settings that were checked", async () => {
    const { describe } = new Children({ "/etc/kafka.ts": kafka });
    const run = runWith("[[sinks]]\nuse = './kafka.ts'\nconfig = { broker = 'b', wait = '1m' }");
    const started: LoadedConfig[] = [];
    const start = async (loaded: LoadedConfig) => {
      started.push(loaded);
      run.signal("SIGTERM");
      return run.collector;
    };
    expect(await run.start(["serve", "-c", "/etc/t.toml"], { describe, start })).toBe(0);
    expect(started[0]?.config.sinks).toMatchObject([
      { kind: "external", module: "/etc/kafka.ts", config: { broker: "b", wait: 60_000 } },
    ]);
  });

  test("does not start where one cannot be loaded", async () => {
    const start = () => Promise.reject(new Error("it was started"));
    const run = runWith("[[sinks]]\nuse = './kafka.ts'");
    expect(await run.start(["serve", "-c", "/etc/t.toml"], { ...new Children(), start })).toBe(3);
    expect(run.stderr).toContain("/etc/kafka.ts: there is no such thing\n");
    expect(run.stderr).toContain("[config_invalid]");
  });

  test("does not start where one cannot be created", async () => {
    const start = () => Promise.reject(new Error("it was started"));
    const { describe } = new Children({ "/etc/kafka.ts": kafka });
    const run = runWith("[[sinks]]\nuse = './kafka.ts'\nconfig.broker = 'b'");
    const rehearse = async () => "create() threw";
    const args = ["serve", "-c", "/etc/t.toml"];
    expect(await run.start(args, { describe, rehearse, start })).toBe(3);
    expect(run.stderr).toContain("sinks[0].use: create() threw\n");
  });
});
