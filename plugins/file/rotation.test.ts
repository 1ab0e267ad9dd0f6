import { describe, expect, test } from "bun:test";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { ndjsonLine } from "tattle/sink";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { aBatch, allIds, aReport, aSink, ids, idsIn, namesOf, SIGNAL } from "./testing.ts";

const DAY = 24 * 3_600_000;

describe("rotation", () => {
  test("begins a new file before the old one would be too large", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "reports.ndjson");
    const { sink } = aSink(folder.path, { compress: "none", rotate: { size: 10_000 } });
    await sink.open(SIGNAL);
    for (const id of ids(30)) await sink.write(aBatch([id], 1_000), SIGNAL);
    await sink.close();
    const sizes = namesOf(path).map((name) => statSync(join(folder.path, name)).size);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(10_000);
    expect(sizes.length).toBe(
      Math.ceil(30 / Math.floor(10_000 / ndjsonLine(aReport(10, 1_000)).length)),
    );
    expect(allIds(path)).toEqual(ids(30).map(String));
  });

  test("names the files of one moment apart, in order", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "reports.ndjson");
    const { sink } = aSink(folder.path, { compress: "none", rotate: { size: 1 } });
    await sink.open(SIGNAL);
    for (const id of ids(20)) await sink.write(aBatch([id]), SIGNAL);
    await sink.close();
    expect(namesOf(path)).toHaveLength(20);
    expect(allIds(path)).toEqual(ids(20).map(String));
  });

  test("begins a new file when the old one is too old, also across a restart", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "reports.ndjson");
    const given = { compress: "none", rotate: { age: DAY } } as const;
    const { sink, clock } = aSink(folder.path, given);
    await sink.open(SIGNAL);
    await sink.write(aBatch([1]), SIGNAL);
    clock.advance(DAY - 60_000);
    await sink.write(aBatch([2]), SIGNAL);
    expect(namesOf(path)).toHaveLength(1);
    await sink.close();
    const again = aSink(folder.path, given, clock);
    clock.advance(120_000);
    await again.sink.open(SIGNAL);
    await again.sink.write(aBatch([3]), SIGNAL);
    await again.sink.close();
    expect(namesOf(path)).toHaveLength(2);
    expect(idsIn(path)).toEqual(["3"]);
  });

  test("a size of 0 leaves it to others", async () => {
    using folder = temporaryFolder();
    const { sink } = aSink(folder.path, { rotate: { size: 0 } });
    await sink.open(SIGNAL);
    for (const id of ids(5)) await sink.write(aBatch([id], 10_000), SIGNAL);
    await sink.close();
    expect(namesOf(join(folder.path, "reports.ndjson"))).toHaveLength(1);
  });
});

describe("keeping", () => {
  test("deletes the oldest rotated files and no other file", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "reports.ndjson");
    const foreign = join(folder.path, "reports-of-mine.ndjson");
    writeFileSync(foreign, "mine");
    const { sink } = aSink(folder.path, { rotate: { size: 1 }, keep: { files: 2 } });
    await sink.open(SIGNAL);
    for (const id of ids(9)) await sink.write(aBatch([id]), SIGNAL);
    await sink.settled();
    await sink.close();
    expect(readFileSync(foreign, "utf8")).toBe("mine");
    rmSync(foreign);
    expect(allIds(path)).toEqual(["6", "7", "8"]);
  });
});

describe("what lies under a rotated file's name and is none", () => {
  /** Older than every file of the test. */
  const NAME = "reports-2001-01-01T00-00-00.000Z.ndjson";

  test.each<[string, (path: string, victim: string) => void]>([
    ["a folder", (path) => mkdirSync(path)],
    ["a folder under a compressed file's name", (path) => mkdirSync(`${path}.gz`)],
    ["a folder under an unfinished file's name", (path) => mkdirSync(`${path}.gz.partial`)],
    ["a link", (path, victim) => symlinkSync(victim, path)],
    ["a link to nowhere", (path) => symlinkSync("nowhere", path)],
    ["a named pipe", (path) => Bun.spawnSync(["mkfifo", path])],
  ])("%s is left as it was and keeps nothing from being done", async (_name, make) => {
    using folder = temporaryFolder();
    const path = join(folder.path, "reports.ndjson");
    const victim = join(folder.path, "victim");
    writeFileSync(victim, "precious");
    make(join(folder.path, NAME), victim);
    const odd = () => readdirSync(folder.path).filter((name) => name.startsWith(NAME));
    const before = odd();
    const given = { rotate: { size: 1 }, keep: { files: 2 } };
    const { sink, errors } = aSink(folder.path, given);
    await sink.open(SIGNAL);
    for (const id of ids(6)) await sink.write(aBatch([id]), SIGNAL);
    await sink.settled();
    await sink.close();
    expect(odd()).toEqual(before);
    expect(readFileSync(victim, "utf8")).toBe("precious");
    const rotated = namesOf(path).filter((name) => !before.includes(name));
    expect(rotated.map((name) => name.endsWith(".gz"))).toEqual([true, true, false]);
    expect(rotated.flatMap((name) => idsIn(join(folder.path, name)))).toEqual(["3", "4", "5"]);
    expect(errors).toEqual([]);
  });
});
