import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { Run } from "./support.ts";

/** A command line that starts in that folder. */
function runIn(folder: string): Run {
  const run = new Run();
  run.cwd = folder;
  return run;
}

describe("tattle sink new", () => {
  test("writes a sink with its test, its settings for editors, and what both import", async () => {
    using folder = temporaryFolder();
    const run = runIn(folder.path);
    expect(await run.start(["sink", "new", "kafka"])).toBe(0);
    const read = (path: string) => readFileSync(join(folder.path, "kafka", path), "utf8");
    expect(read("index.ts")).toContain('name: "kafka"');
    expect(read("README.md")).toStartWith("# kafka\n");
    expect(JSON.parse(read("package.json"))).toMatchObject({ name: "tattle-sink-kafka" });
    const { paths } = JSON.parse(read("tsconfig.json")).compilerOptions;
    for (const target of Object.values<string[]>(paths).flat()) {
      expect(read(`${target}.js`).length).toBeGreaterThan(1_000);
      expect(read(`${target}.d.ts`)).toContain("export");
    }
    expect(run.stdout).toContain("tattle sink test kafka");
  });

  test("leaves nothing of this machine, and nothing of the template's name", async () => {
    using folder = temporaryFolder();
    await runIn(folder.path).start(["sink", "new", "kafka"]);
    const glob = new Bun.Glob("**/*");
    const root = join(import.meta.dir, "../../..");
    for (const path of glob.scanSync({ cwd: folder.path, dot: true })) {
      const text = readFileSync(join(folder.path, path), "utf8");
      const stale = text.includes("my-sink") && !path.includes("/.tattle/");
      expect([path, text.includes(root), stale]).toEqual([path, false, false]);
    }
  });

  test.each([["Kafka"], [""], ["a/b"], [".."], ["9"], ["a b"], ["a".repeat(64)]])(
    "refuses the name %p",
    async (name) => {
      using folder = temporaryFolder();
      const run = runIn(folder.path);
      expect(await run.start(["sink", "new", name])).toBe(2);
      expect(run.stderr).toContain("[sink_name_invalid]");
    },
  );

  test("touches nothing in a folder that holds something", async () => {
    using folder = temporaryFolder();
    mkdirSync(join(folder.path, "kafka"));
    writeFileSync(join(folder.path, "kafka/index.ts"), "mine");
    const run = runIn(folder.path);
    expect(await run.start(["sink", "new", "kafka"])).toBe(2);
    expect(run.stderr).toContain("[sink_folder_taken]");
    expect(readFileSync(join(folder.path, "kafka/index.ts"), "utf8")).toBe("mine");
    expect(existsSync(join(folder.path, "kafka/README.md"))).toBe(false);
  });
});

describe("tattle sink types", () => {
  test("replaces the kit and leaves the author's files alone", async () => {
    using folder = temporaryFolder();
    await runIn(folder.path).start(["sink", "new", "kafka"]);
    const home = join(folder.path, "kafka");
    writeFileSync(join(home, "index.ts"), "mine");
    writeFileSync(join(home, ".tattle/old.d.ts"), "of an older Tattle");
    expect(await runIn(home).start(["sink", "types"])).toBe(0);
    expect(existsSync(join(home, ".tattle/old.d.ts"))).toBe(false);
    expect(existsSync(join(home, ".tattle/sink.d.ts"))).toBe(true);
    expect(readFileSync(join(home, "index.ts"), "utf8")).toBe("mine");
  });

  test("needs a folder", async () => {
    using folder = temporaryFolder();
    const run = runIn(folder.path);
    expect(await run.start(["sink", "types", "nowhere"])).toBe(2);
    expect(run.stderr).toContain("[sink_not_found]");
  });
});

describe("tattle sink test", () => {
  /** The one run of the test runner that it asked for. */
  async function asked(files: string[], args: string[]) {
    using folder = temporaryFolder();
    for (const path of files) {
      mkdirSync(join(folder.path, path, ".."), { recursive: true });
      writeFileSync(join(folder.path, path), "");
    }
    const run = runIn(folder.path);
    const exit = await run.start(["sink", "test", ...args]);
    const [{ args: used, folder: where } = { args: [], folder: "" }] = run.bunRuns;
    const local = (text: string) => text.replace(folder.path, "~");
    return { exit, where: local(where), tests: used.slice(3).map(local), stderr: run.stderr };
  }

  test("runs all tests of a folder, in the folder", async () => {
    const { exit, where, tests } = await asked(["a/x.test.ts", "a/index.ts"], ["a"]);
    expect({ exit, where, tests }).toEqual({ exit: 0, where: "~/a", tests: [] });
  });

  test("runs the test that it is given", async () => {
    const { where, tests } = await asked(["x.test.ts", "y.test.ts"], ["x.test.ts"]);
    expect({ where, tests }).toEqual({ where: "~", tests: ["~/x.test.ts"] });
  });

  test("finds the test beside a sink", async () => {
    const { tests } = await asked(["my.ts", "my.test.ts"], ["my.ts"]);
    expect(tests).toEqual(["~/my.test.ts"]);
  });

  test("makes a test for a sink without one, and for a folder with an index", async () => {
    for (const args of [["my.ts"], ["folder"]]) {
      const { exit, tests } = await asked(["my.ts", "folder/index.ts"], args);
      expect(exit).toBe(0);
      expect(tests).toHaveLength(1);
      expect(tests[0]).toEndWith("/conformance.test.ts");
    }
  });

  test("takes its temporary files away, also when tests fail", async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, "my.ts"), "");
    const run = runIn(folder.path);
    run.bunExit = 1;
    expect(await run.start(["sink", "test", "my.ts"])).toBe(7);
    expect(run.stderr).toContain("[sink_tests_failed]");
    expect(existsSync(run.bunRuns[0]?.args[2] ?? "")).toBe(false);
  });

  test.each([
    ["nothing there", ["nowhere"]],
    ["an empty folder", ["empty"]],
    ["a file that is no module", ["notes.txt"]],
  ])("refuses %s", async (_, args) => {
    const { exit, stderr } = await asked(["empty/.keep", "notes.txt"], args);
    expect(exit).toBe(2);
    expect(stderr).toContain("[sink_not_found]");
  });

  test("refuses settings that are no JSON", async () => {
    const { exit, stderr } = await asked(["my.ts"], ["my.ts", "--config", "{url}"]);
    expect(exit).toBe(2);
    expect(stderr).toContain("'--config <json>' argument '{url}' is invalid. It is no JSON");
    expect(stderr).not.toContain("tattle check");
  });
});
