import { beforeAll, describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { CLAUSES, testSink } from "tattle/conformance";
import { failureOf } from "../../support/failure.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { binder } from "./binder.ts";
import { MUTANTS } from "./mutants/index.ts";
import { made, Reference } from "./mutants/mutant.ts";
import { recordSpecimen } from "./record.ts";
import { reference } from "./reference.ts";
import { SHELF, shelf } from "./shelf.ts";
import { slate } from "./slate.ts";

const IDS = CLAUSES.map(({ id }) => id);

/** All mutants take longer than one test may. Milliseconds. */
const PATIENCE = 180_000;

type Found = ReadonlyMap<number, ReadonlyMap<string, string>>;

/** What the kit finds in each mutant, in processes apart from this runner. */
async function hunt(): Promise<Found> {
  using folder = temporaryFolder();
  const found = new Map<number, ReadonlyMap<string, string>>();
  const hunts = [0, 1].map(async (first) => {
    const file = join(folder.path, `${first}.json`);
    const program = join(import.meta.dir, "mutants.child.ts");
    const child = Bun.spawn([process.execPath, program, String(first), "2", file], {
      cwd: folder.path,
      env: { ...process.env, TMPDIR: folder.path },
      stdio: ["ignore", "ignore", "inherit"],
    });
    expect(await child.exited).toBe(0);
    const results: Array<[number, Array<[string, string]>]> = await Bun.file(file).json();
    for (const [index, failures] of results) found.set(index, new Map(failures));
  });
  await Promise.all(hunts);
  const left = readdirSync(folder.path).filter((name) => name.startsWith("tattle-conformance-"));
  expect(left).toEqual([]);
  return found;
}

describe("the conformance kit", () => {
  let found: Found = new Map();
  beforeAll(async () => {
    found = await hunt();
  }, PATIENCE);

  test("has clauses with ids of their own", () => {
    expect(new Set(IDS).size).toBe(IDS.length);
    expect(IDS.filter((id) => !/^[a-z]+\/[a-z]+(-[a-z]+)*$/.test(id))).toEqual([]);
  });

  test("has a mutant for every clause", () => {
    const caught = new Set(MUTANTS.map(({ clause }) => clause));
    expect(IDS.filter((id) => !caught.has(id))).toEqual([]);
    expect([...caught].filter((id) => !IDS.includes(id))).toEqual([]);
  });

  test("finds nothing wrong with a sink that keeps every rule", async () => {
    const verdicts = await recordSpecimen({ plugin: reference });
    expect([...verdicts.failed]).toEqual([]);
    const reading = ["reports", "pages", "counts", "issues", "bounds"];
    const erasing = ["meant", "count", "again", "restarted", "writes", "traces"];
    const tagging = ["tags", "counts", "progress", "again", "restarted", "newer", "writes"];
    expect(verdicts.skipped).toEqual([
      ...reading.map((name) => `reader/${name}`),
      ...erasing.map((name) => `erase/${name}`),
      ...tagging.map((name) => `retag/${name}`),
      "failure/refused",
    ]);
  });

  test("finds nothing wrong with a reader that keeps every rule", async () => {
    const verdicts = await recordSpecimen({ plugin: shelf(), ...SHELF });
    expect([...verdicts.failed]).toEqual([]);
    expect(verdicts.passed).toContain("reader/pages");
  });

  test("finds nothing wrong with a sink that erases and keeps every rule", async () => {
    const verdicts = await recordSpecimen({ plugin: slate(), ...SHELF });
    expect([...verdicts.failed]).toEqual([]);
    expect(verdicts.passed).toContain("erase/traces");
  });

  test("finds nothing wrong with a sink that tags anew and keeps every rule", async () => {
    const verdicts = await recordSpecimen({ plugin: binder(), ...SHELF });
    expect([...verdicts.failed]).toEqual([]);
    expect(verdicts.passed).toContain("retag/restarted");
  });

  test("finds nothing wrong with one whose destination it cannot disturb by itself", async () => {
    const verdicts = await recordSpecimen({ plugin: reference, direct: true });
    expect([...verdicts.failed]).toEqual([]);
    expect(verdicts.passed).toContain("failure/refused");
  });

  test("says its sentence without lines of its own source around it", async () => {
    const runs = new Map<string, () => Promise<void>>();
    testSink({
      test: (name, run) => runs.set(name, run),
      plugin: { ...reference, summary: "Short" },
      config: { token: "s3cret/token+of some length", table: "t" },
    });
    const [, run] = [...runs].find(([name]) => name.includes("[manifest/summary]")) ?? [];
    const error = await failureOf(Promise.resolve(run?.()));
    expect(error.stack).toBe(`Broken: ${error.message}`);
  });

  test("names the call that never settles", async () => {
    const plugin = made(
      class extends Reference {
        override write = () => new Promise<never>(() => {});
      },
    );
    const options = { limit: 30 };
    const { failed } = await recordSpecimen({ plugin, options, only: "write/single" });
    expect(failed.get("write/single")).toStartWith("write() has not settled within 30 ms.");
  });

  test("skips by a name that says so where the runner cannot skip", async () => {
    const named: string[] = [];
    testSink({ test: (name) => named.push(name), plugin: reference, config: {} });
    expect(named.length).toBe(IDS.length);
    expect(named).toContain(
      "reference [write/again] holds each report once when a batch comes again (skipped: `probe` was not given)",
    );
  });

  test("says so at once where it is given no sink", () => {
    const plugin = JSON.parse("{}");
    expect(() => testSink({ test, plugin, config: {} })).toThrow("is no sink");
  });

  test.each(MUTANTS.map(({ clause, what }, index) => [clause, what, index]))(
    "%s finds: %s",
    (clause, _, index) => {
      const failed = found.get(Number(index)) ?? new Map();
      const { also = [] } = MUTANTS[Number(index)] ?? {};
      expect([...failed.keys()].toSorted()).toEqual([String(clause), ...also].toSorted());
      for (const message of failed.values()) expect(message).toMatch(/^[^\n]{40,600}$/);
    },
  );
});
