import { beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { CLAUSES } from "tattle/conformance";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { MUTANTS } from "./mutants/index.ts";
import { recordSpecimen } from "./record.ts";
import { reference } from "./reference.ts";
import { SHELF, shelf } from "./shelf.ts";

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
      stdio: ["ignore", "ignore", "inherit"],
    });
    expect(await child.exited).toBe(0);
    const results: Array<[number, Array<[string, string]>]> = await Bun.file(file).json();
    for (const [index, failures] of results) found.set(index, new Map(failures));
  });
  await Promise.all(hunts);
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
    expect(verdicts.skipped).toEqual(["reader/reports", "reader/pages"]);
  });

  test("finds nothing wrong with a reader that keeps every rule", async () => {
    const verdicts = await recordSpecimen({ plugin: shelf(), ...SHELF });
    expect([...verdicts.failed]).toEqual([]);
    expect(verdicts.passed).toContain("reader/pages");
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
