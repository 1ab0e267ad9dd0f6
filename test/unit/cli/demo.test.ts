import { afterEach, describe, expect, test } from "bun:test";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "../../../src/demo/index.ts";
import { PLUGINS } from "../../../src/registry.ts";
import { CodedError } from "../../../src/report/errors.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { Run } from "./support.ts";

const NOW = ["--now", "2026-05-01T12:00:00Z"];
/** A start that fails, so that nothing is sent anywhere. */
const start = () => Promise.reject(new CodedError("listen_failed", "the port is taken"));

/** The demo's own configuration names built-in sinks. */
const real = { manifests: PLUGINS };

const folders: Array<ReturnType<typeof temporaryFolder>> = [];
function folder(): string {
  const made = temporaryFolder();
  folders.push(made);
  return made.path;
}
afterEach(() => {
  for (const each of folders.splice(0)) each[Symbol.dispose]();
});

describe("tattle demo", () => {
  test.each([
    ["--reports", "1999"],
    ["--reports", "many"],
    ["--days", "1"],
    ["--days", "366"],
    ["--seed", "-1"],
    ["--port", "65536"],
    ["--port", "1.5"],
    ["--now", "yesterday"],
    ["--now", "2026-05-01"],
    ["--now", "2026-13-01T12:00:00Z"],
  ])("refuses %s %s", async (option, value) => {
    const run = new Run();
    expect(await run.start(["demo", `${option}=${value}`])).toBe(2);
    expect(run.stderr).toContain(option);
  });

  test("wants either an address or a port", async () => {
    const run = new Run();
    expect(await run.start(["demo", "--port", "1", "--listen", "127.0.0.1:2"])).toBe(2);
  });

  test("touches no folder that has something in it", async () => {
    const run = new Run();
    run.cwd = folder();
    mkdirSync(join(run.cwd, "data"));
    writeFileSync(join(run.cwd, "data/journal.db"), "precious");
    expect(await run.start(["demo", "--data", "data", ...NOW])).toBe(4);
    expect(run.stderr).toContain("[demo_data_not_empty]");
    expect(readdirSync(join(run.cwd, "data"))).toEqual(["journal.db"]);
  });

  test("plans what the options say, and reads no configuration of a real Tattle", async () => {
    const run = new Run({ TATTLE_LISTEN: "nonsense", TATTLE_CONFIG: "/nowhere.toml" });
    run.cwd = folder();
    const plans: Plan[] = [];
    const listens: unknown[] = [];
    const args = [
      "--data",
      "new",
      "--days",
      "3",
      "--reports",
      "2500",
      "--seed",
      "9",
      "--port",
      "0",
    ];
    const ended = run.start(["demo", ...args, ...NOW], {
      ...real,
      start,
      fill: async (config, plan) => {
        plans.push(plan);
        listens.push(config.listen);
        return { answers: new Map() };
      },
    });
    expect(await ended).toBe(5);
    const now = Date.UTC(2026, 4, 1, 12);
    expect(plans.map(({ options }) => options)).toEqual([
      { seed: 9, now, days: 3, reports: 2_500 },
    ]);
    expect(listens).toEqual([{ kind: "tcp", hostname: "127.0.0.1", port: 0 }]);
  });

  test.each([
    ["removes its own folder", [], false],
    ["keeps the one that it was given", ["--data", "kept"], true],
  ])("%s when it cannot start", async (_, args, stays) => {
    const run = new Run();
    run.cwd = folder();
    let data = "";
    const fill = async (config: { data: string }) => {
      data = config.data;
      mkdirSync(data, { recursive: true });
      writeFileSync(join(data, "journal.db"), "");
      return { answers: new Map() };
    };
    expect(await run.start(["demo", ...args, ...NOW], { ...real, start, fill })).toBe(5);
    expect(run.stderr).toContain("[listen_failed]");
    expect(await Bun.file(join(data, "journal.db")).exists()).toBe(stays);
  });

  test("removes its folder when a second signal ends it at once", async () => {
    const run = new Run();
    let data = "";
    const filling = Promise.withResolvers<never>();
    const fill = (config: { data: string }) => {
      data = config.data;
      writeFileSync(join(data, "journal.db"), "");
      return filling.promise;
    };
    const ended = run.start(["demo", ...NOW], { ...real, fill });
    while (data === "") await Bun.sleep(1);
    run.signal("SIGINT");
    expect(await Bun.file(join(data, "journal.db")).exists()).toBe(true);
    run.signal("SIGINT");
    expect(run.exits).toEqual([130]);
    expect(await Bun.file(join(data, "journal.db")).exists()).toBe(false);
    filling.reject(new CodedError("data_unusable", "gone"));
    expect(await ended).toBe(4);
  });
});
