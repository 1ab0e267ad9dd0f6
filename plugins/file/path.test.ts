import { describe, expect, test } from "bun:test";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { aBatch, allIds, aSink, namesOf, SIGNAL } from "./testing.ts";

describe("the lock's file", () => {
  test.each<[string, (lock: string, victim: string) => void]>([
    ["a link to a file", (lock, victim) => symlinkSync(victim, lock)],
    ["a link to nowhere", (lock) => symlinkSync("nowhere", lock)],
    ["a folder", (lock) => mkdirSync(lock)],
    ["a file with something in it", (lock, victim) => linkSync(victim, lock)],
  ])("%s in its place stops the sink and is left as it was", async (_name, make) => {
    using folder = temporaryFolder();
    const [path, victim] = [join(folder.path, "r.ndjson"), join(folder.path, "victim")];
    writeFileSync(victim, "precious", { mode: 0o644 });
    make(`${path}.lock`, victim);
    const { sink } = aSink(folder.path, { path });
    const error = await sink.open(SIGNAL).catch((reason) => reason);
    expect(error).toMatchObject({ code: "sink_error", fatal: true });
    expect(error.message).toContain(`${path}.lock cannot be written`);
    await sink.close();
    expect(statSync(victim).mode & 0o777).toBe(0o644);
    expect(readFileSync(victim, "utf8")).toBe("precious");
    expect(existsSync(join(folder.path, "nowhere"))).toBe(false);
  });

  test("is for its user alone, and stays", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "r.ndjson");
    for (const _ of [1, 2]) {
      const { sink } = aSink(folder.path, { path });
      await sink.open(SIGNAL);
      await sink.close();
      expect(statSync(`${path}.lock`)).toMatchObject({ size: 0, mode: 0o100600 });
    }
  });
});

describe("a path that cannot be used", () => {
  test.each<[string, (path: string) => unknown, string]>([
    ["a folder", (path) => mkdirSync(path), "no ordinary file"],
    ["a named pipe", (path) => Bun.spawnSync(["mkfifo", path]), "no ordinary file"],
    ["a device", (path) => symlinkSync("/dev/null", path), "no ordinary file"],
    ["a link to nowhere", (path) => symlinkSync("nowhere", path), "leads nowhere"],
  ])("%s stops the sink", async (_name, make, why) => {
    using folder = temporaryFolder();
    const path = join(folder.path, "r.ndjson");
    make(path);
    const { sink } = aSink(folder.path, { path });
    const error = await sink.open(SIGNAL).catch((reason) => reason);
    expect(error).toMatchObject({ code: "sink_error", fatal: true });
    expect(error.message).toContain(why);
    expect(error.message).toContain(path);
    await sink.close();
  });

  test.each(["r.gz", "r.zst", "r.ndjson.partial"])(
    "%s, which another sink's rotated files may be called, stops the sink",
    async (name) => {
      using folder = temporaryFolder();
      const { sink } = aSink(folder.path, { path: join(folder.path, name) });
      const error = await sink.open(SIGNAL).catch((reason) => reason);
      expect(error).toMatchObject({ code: "sink_error", fatal: true });
      expect(error.message).toContain("are those of rotated files");
      await sink.close();
      expect(readdirSync(folder.path)).toEqual([]);
    },
  );

  test("a file in the place of a folder stops the sink", async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, "file"), "");
    const { sink } = aSink(folder.path, { path: join(folder.path, "file/r.ndjson") });
    const error = await sink.open(SIGNAL).catch((reason) => reason);
    expect(error).toMatchObject({ fatal: true });
    expect(error.message).toContain("its folder is none");
    await sink.close();
  });

  test("a path that another sink writes is refused until that one is closed", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "r.ndjson");
    const [first, second] = [aSink(folder.path, { path }), aSink(folder.path, { path })];
    await first.sink.open(SIGNAL);
    const error = await second.sink.open(SIGNAL).catch((reason) => reason);
    expect(error).toMatchObject({ code: "sink_error", fatal: false });
    expect(error.message).toContain("another sink");
    await first.sink.close();
    await second.sink.open(SIGNAL);
    await second.sink.close();
  });

  test("a link is followed, and rotated files lie beside the file", async () => {
    using folder = temporaryFolder();
    const real = join(folder.path, "real");
    mkdirSync(real);
    writeFileSync(join(real, "r.ndjson"), "");
    symlinkSync(join(real, "r.ndjson"), join(folder.path, "link"));
    const path = join(folder.path, "link");
    const { sink } = aSink(folder.path, { path, compress: "none", rotate: { size: 1 } });
    await sink.open(SIGNAL);
    for (const id of [1, 2]) await sink.write(aBatch([id]), SIGNAL);
    await sink.close();
    expect(namesOf(join(real, "r.ndjson"))).toHaveLength(2);
    expect(allIds(join(real, "r.ndjson"))).toEqual(["1", "2"]);
  });
});
