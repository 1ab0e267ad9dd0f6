import { describe, expect, test } from "bun:test";
import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Signal } from "../../../src/cli/index.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { Run } from "./support.ts";

/** `tattle sink test` whose tests run until they are killed. */
async function started(folder: string, ...options: string[]) {
  writeFileSync(join(folder, "my.test.ts"), "");
  const run = new Run();
  run.cwd = folder;
  run.bunExit = null;
  const exit = run.start(["sink", "test", "my.test.ts", ...options]);
  while (run.bunRuns.length === 0) await Bun.sleep(0);
  const kit = dirname(run.bunRuns[0]?.args[2] ?? "");
  const progress = (text: string) => run.files.set(join(kit, "progress"), text);
  return { run, exit, kit, progress };
}

describe("tests that do nothing more", () => {
  test("are killed after the limit, and the last one is named", async () => {
    using folder = temporaryFolder();
    const { run, exit, kit, progress } = await started(folder.path, "--limit", "5s");
    progress("1 ");
    await run.clock.advance(4_000);
    progress("2 mine [write/all] writes every report\u001b[31m");
    await run.clock.advance(4_000);
    expect(run.bunKills).toEqual([]);
    await run.clock.advance(2_000);
    expect(await exit).toBe(7);
    expect(run.bunKills).toEqual(["SIGKILL"]);
    expect(run.stderr).toContain("nothing has happened for 5s");
    expect(run.stderr).toContain("the last was mine [write/all] writes every report [31m\n");
    expect(run.stderr).toContain("[sink_tests_stuck]");
    expect(existsSync(kit)).toBe(false);
  });

  test("are killed after a minute also where not one of them has begun", async () => {
    using folder = temporaryFolder();
    const { run, exit } = await started(folder.path);
    await run.clock.advance(59_000);
    expect(run.bunKills).toEqual([]);
    await run.clock.advance(2_000);
    expect(await exit).toBe(7);
    expect(run.stderr).toContain("no test ran");
  });

  test.each(["0s", "999ms", "soon", "5"])("have no limit of %p", async (limit) => {
    const run = new Run();
    expect(await run.start(["sink", "test", "--limit", limit])).toBe(2);
    expect(run.bunRuns).toEqual([]);
  });
});

describe("tests whose process ends before they are over", () => {
  test.each([
    [
      "3 mine [write/all] writes",
      3,
      "code 3, before the tests were over; the last was mine [write/all] writes\n",
    ],
    [
      "3 mine [write/all] writes",
      0,
      "code 0, before the tests were over; the last was mine [write/all] writes\n",
    ],
    ["1 ", 0, "code 0, before the tests were over; no test ran, so look at what is loaded\n"],
  ])("%j: fail by code %i", async (said, code, message) => {
    using folder = temporaryFolder();
    const { run, exit, progress } = await started(folder.path);
    progress(said);
    run.endBun(code);
    expect(await exit).toBe(7);
    expect(run.stderr).toContain(message);
    expect(run.stderr).toContain("[sink_tests_ended]");
  });

  test.each([
    [0, 0],
    [1, 7],
  ])("do not fail by it once they are: %i", async (code, expected) => {
    using folder = temporaryFolder();
    const { run, exit, progress } = await started(folder.path);
    progress("over");
    run.endBun(code);
    expect(await exit).toBe(expected);
    expect(run.stderr).not.toContain("[sink_tests_ended]");
  });
});

describe("a signal", () => {
  test.each<[Signal, number]>([
    ["SIGHUP", 129],
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ])("%s is passed on, and nothing is left behind", async (signal, code) => {
    using folder = temporaryFolder();
    const { run, exit, kit } = await started(folder.path);
    run.signal(signal);
    await run.clock.advance(1_000);
    expect(run.bunKills).toEqual([signal]);
    // It does not listen.
    await run.clock.advance(2_000);
    await exit;
    expect(run.bunKills).toEqual([signal, "SIGKILL"]);
    expect(run.exits).toEqual([code]);
    expect(existsSync(kit)).toBe(false);
  });
});

test("what tests write for a while lies where it is removed with the rest", async () => {
  using folder = temporaryFolder();
  const { run, exit, kit } = await started(folder.path);
  const temporary = run.bunRuns[0]?.env.TMPDIR ?? "";
  expect(temporary).toStartWith(`${kit}/`);
  expect(existsSync(temporary)).toBe(true);
  run.signal("SIGTERM");
  await run.clock.advance(3_000);
  await exit;
  expect(existsSync(temporary)).toBe(false);
});
