import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { references } from "../../../src/cli/reference.ts";
import { PLUGINS } from "../../../src/registry.ts";
import { CodedError, type ErrorCode } from "../../../src/report/errors.ts";
import { Run } from "./support.ts";

describe("the command line", () => {
  test("without a command shows its help and fails", async () => {
    const run = new Run();
    expect(await run.start([])).toBe(2);
    expect(run.stderr).toContain("Usage: tattle [options] [command]");
    expect(run.stdout).toBe("");
  });

  test("shows help of every command on stdout, with examples", async () => {
    for (const command of [
      "serve",
      "check",
      "login",
      "sinks",
      "dead-letters",
      "openapi",
      "version",
    ]) {
      const run = new Run();
      expect(await run.start([command, "--help"])).toBe(0);
      expect(run.stdout).toContain(`Usage: tattle ${command}`);
      expect(run.stdout).toContain(`Examples:\n  tattle ${command}`);
    }
  });

  test.each([
    [["bogus"], "unknown command 'bogus'"],
    [["check", "--bogus"], "unknown option '--bogus'"],
    [["check", "--set", "x"], "It must be key=value."],
    [["check", "extra"], "too many arguments"],
    [["check", "--json", "--example"], "cannot be used with option"],
  ])("%p is wrong usage", async (args, message) => {
    const run = new Run();
    expect(await run.start(args)).toBe(2);
    expect(run.stderr).toContain(message);
  });

  test("prints versions", async () => {
    const run = new Run();
    expect(await run.start(["version"])).toBe(0);
    expect(run.stdout).toBe("tattle 1.2.3 (abcdef)\nbun    9.9.9\nsqlite 3.0.0\n");
    const json = new Run();
    await json.start(["version", "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({ tattle: "1.2.3", commit: "abcdef" });
    const short = new Run();
    await short.start(["--version"]);
    expect(short.stdout).toBe("1.2.3\n");
  });

  test("prints the OpenAPI document", async () => {
    const run = new Run();
    expect(await run.start(["openapi"])).toBe(0);
    expect(JSON.parse(run.stdout)).toEqual({ openapi: "3.0.3" });
  });

  test.each<[ErrorCode, number]>([
    ["data_locked", 4],
    ["data_newer", 4],
    ["listen_failed", 5],
    ["internal", 1],
  ])("ends a start that fails with %s by exit code %d, with advice", async (code, exit) => {
    const run = new Run();
    const start = async () => {
      throw new CodedError(code, "what happened");
    };
    expect(await run.start(["serve"], { start })).toBe(exit);
    expect(run.stderr).toContain(
      `tattle: what happened\n${new CodedError(code, "").advice} [${code}]`,
    );
  });

  test("ends what nobody foresaw by exit code 1, with its stack", async () => {
    const run = new Run();
    const openapi = () => {
      throw new TypeError("oops");
    };
    expect(await run.start(["openapi"], { openapi })).toBe(1);
    expect(run.stderr).toContain("TypeError: oops");
  });
});

describe("tattle check", () => {
  test("shows what holds and who said so", async () => {
    const run = new Run({ TATTLE_CONFIG: "conf/tattle.toml" });
    run.files.set("/srv/conf/tattle.toml", "[log]\nlevel = 'warn'");
    const args = ["check", "--listen", "[::1]:1", "--data", "d", "--set", "privacy.urls=keep"];
    expect(await run.start(args)).toBe(0);
    const lines = run.stdout.split("\n").map((line) => line.replace(/ +# /, " # "));
    expect(lines).toContain('listen = "[::1]:1" # --listen');
    expect(lines).toContain('data = "/srv/d" # --data');
    expect(lines).toContain('privacy.urls = "keep" # --set');
    expect(lines).toContain('log.level = "warn" # conf/tattle.toml:2:9');
    expect(run.stdout).toEndWith("\nok\n");
  });

  test("reads no file that nobody named", async () => {
    const run = new Run();
    run.files.set("/srv/tattle.toml", "nonsense");
    expect(await run.start(["check"])).toBe(0);
  });

  test("prefers --config to TATTLE_CONFIG", async () => {
    const run = new Run({ TATTLE_CONFIG: "/missing" });
    run.files.set("/a.toml", "");
    expect(await run.start(["check", "--config", "/a.toml"])).toBe(0);
  });

  test.each([
    [["check", "-c", "nope.toml"], {}, '--config: cannot read "nope.toml": ENOENT'],
    [["check"], { TATTLE_CONFIG: "nope.toml" }, 'TATTLE_CONFIG: cannot read "nope.toml": ENOENT'],
    [["check", "-c", ""], {}, '--config: cannot read "": ENOENT'],
  ])("refuses %p where the file is missing", async (args, env, message) => {
    const run = new Run(env);
    expect(await run.start(args)).toBe(3);
    expect(run.stderr).toContain(message);
  });

  test("prints JSON for scripts, problems too", async () => {
    const good = new Run();
    expect(await good.start(["check", "--json"])).toBe(0);
    expect(JSON.parse(good.stdout)).toMatchObject({ ok: true, problems: [], warnings: [] });
    const bad = new Run();
    expect(await bad.start(["check", "--json", "--set", "log.level=loud"])).toBe(3);
    const [problem] = JSON.parse(bad.stdout).problems;
    expect(problem).toMatchObject({ where: "--set", path: "log.level" });
  });

  test("prints nothing in JSON that a terminal would obey", async () => {
    const run = new Run();
    const hostile = "\u009b31m\u202e\u2028";
    expect(await run.start(["check", "--json", "--set", `log.${hostile}=1`])).toBe(3);
    expect(JSON.parse(run.stdout).problems[0].path).toContain(hostile);
    expect(run.stdout).toMatch(/^[\n -~]+$/);
  });

  test("prints an example that it accepts itself", async () => {
    const run = new Run();
    expect(await run.start(["check", "--example"])).toBe(0);
    const again = new Run();
    again.files.set("/e.toml", run.stdout);
    expect(await again.start(["check", "-c", "/e.toml"])).toBe(0);
  });
});

describe("the generated documentation", () => {
  test.each(Object.entries(references(PLUGINS)))(
    "docs/%s is up to date (else: make docs)",
    (name, text) => {
      const path = join(import.meta.dir, "../../../docs", name);
      expect(readFileSync(path, "utf8")).toBe(text);
    },
  );
});
