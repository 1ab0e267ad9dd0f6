import { describe, expect, test } from "bun:test";
import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { ndjsonLine } from "tattle/sink";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { aBatch, allIds, aReport, aSink, idOf, ids, idsIn, namesOf, SIGNAL } from "./testing.ts";

const DAY = 24 * 3_600_000;

describe("writing", () => {
  test("appends each report as the line that the sink stdout prints", async () => {
    using folder = temporaryFolder();
    const { sink } = aSink(folder.path);
    await sink.open(SIGNAL);
    expect(await sink.write(aBatch([1, 2]), SIGNAL)).toEqual({ rejected: [] });
    await sink.write(aBatch([3]), SIGNAL);
    await sink.sync();
    await sink.close();
    const lines = [1, 2, 3].map((id) => ndjsonLine(aReport(id))).join("");
    expect(readFileSync(join(folder.path, "reports.ndjson"), "utf8")).toBe(lines);
  });

  test("goes on at the end of a file that is there", async () => {
    using folder = temporaryFolder();
    for (const id of [1, 2]) {
      const { sink } = aSink(folder.path);
      await sink.open(SIGNAL);
      await sink.write(aBatch([id]), SIGNAL);
      await sink.close();
    }
    expect(idsIn(join(folder.path, "reports.ndjson"))).toEqual(["1", "2"]);
  });

  test("makes folders, and files that only their user may read", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "deep/er/r.ndjson");
    for (const [mode, expected] of [
      ["0600", 0o600],
      ["0664", 0o664],
    ] as const) {
      const { sink } = aSink(folder.path, { path, mode });
      await sink.open(SIGNAL);
      await sink.close();
      expect(statSync(path).mode & 0o777).toBe(expected);
      rmSync(path);
    }
  });

  test("a report that is nested too deeply is rejected, the others are written", async () => {
    using folder = temporaryFolder();
    const { sink } = aSink(folder.path);
    let deep = {};
    for (let level = 0; level < 200_000; level += 1) deep = { deep };
    await sink.open(SIGNAL);
    const reports = [aReport(1), { ...aReport(2), raw: deep }, aReport(3)];
    const { rejected } = await sink.write({ id: "a", reports }, SIGNAL);
    expect(rejected?.map(({ index }) => index)).toEqual([1]);
    expect(idsIn(join(folder.path, "reports.ndjson"))).toEqual(["1", "3"]);
    await sink.close();
  });

  test("an attempt that was given up leaves nothing, however far it was", async () => {
    using folder = temporaryFolder();
    const { sink } = aSink(folder.path);
    await sink.open(SIGNAL);
    await sink.write(aBatch([1]), SIGNAL);
    const large = aBatch(ids(40, 100), 500_000);
    const aborted = AbortSignal.abort(new Error("time is up"));
    await expect(sink.write(large, aborted)).rejects.toThrow("time is up");
    const later = new AbortController();
    const writing = sink.write(large, later.signal);
    const path = join(folder.path, "reports.ndjson");
    while (statSync(path).size < 2_000_000) await Bun.sleep(0);
    later.abort(new Error("time is up"));
    await expect(writing).rejects.toThrow("time is up");
    await sink.write(aBatch([2]), SIGNAL);
    expect(idsIn(path)).toEqual(["1", "2"]);
    await sink.write(large, SIGNAL);
    expect(idsIn(path)).toHaveLength(42);
    await sink.close();
  });

  test("without open it is refused, and close and a second open work at any time", async () => {
    using folder = temporaryFolder();
    const { sink } = aSink(folder.path);
    await sink.close();
    await expect(sink.write(aBatch([1]), SIGNAL)).rejects.toThrow("not open");
    await sink.open(SIGNAL);
    await sink.open(SIGNAL);
    await sink.write(aBatch([1]), SIGNAL);
    await sink.close();
    expect(idsIn(join(folder.path, "reports.ndjson"))).toEqual(["1"]);
  });
});

describe("what a crash has left at the end", () => {
  const line = ndjsonLine(aReport("kept"));

  test.each([
    ["half of a line", `${line}${line.slice(0, 40)}`],
    ["a line without its end", `${line}${line.slice(0, -1)}`],
    ["zeros of a write that power cut off", `${line}${"\0".repeat(5_000)}`],
    ["zeros within a line", `${line}${line.slice(0, 30)}\0\0\0${line.slice(33)}`],
    ["half of a line longer than any buffer", `${line}${line.slice(0, -3)}${"x".repeat(200_000)}`],
  ])("%s is cut off", async (_name, text) => {
    using folder = temporaryFolder();
    const path = join(folder.path, "reports.ndjson");
    writeFileSync(path, text);
    const { sink } = aSink(folder.path);
    await sink.open(SIGNAL);
    await sink.write(aBatch(["new"]), SIGNAL);
    await sink.close();
    expect(idsIn(path)).toEqual(["kept", "new"]);
  });

  test.each([
    ["the first bytes of a line", line.slice(0, 3)],
    ["half of a line", line.slice(0, 200)],
    ["a line without its end", line.slice(0, -1)],
    ["zeros of a write that power cut off", "\0".repeat(5_000)],
    ["half of a line, then zeros", `${line.slice(0, 30)}${"\0".repeat(5_000)}`],
  ])("%s and no whole line is put aside", async (_name, text) => {
    using folder = temporaryFolder();
    const path = join(folder.path, "reports.ndjson");
    const given = { keep: { files: 1 }, rotate: { size: 1 } };
    for (const round of [1, 2]) {
      writeFileSync(path, text);
      const { sink } = aSink(folder.path, given);
      await sink.open(SIGNAL);
      for (const id of ids(3)) await sink.write(aBatch([id]), SIGNAL);
      await sink.settled();
      await sink.close();
      const torn = readdirSync(folder.path).filter((name) => name.endsWith(".ndjson.torn"));
      expect(torn).toHaveLength(round);
      for (const name of torn) expect(readFileSync(join(folder.path, name), "utf8")).toBe(text);
    }
    expect(idsIn(path)).toEqual(["2"]);
  });
});

describe("somebody else's file", () => {
  test.each([
    ["JSON", '{"a":1}'],
    ["JSON that has an id, too", '{"id":"mine","precious":"no newline at end"}'],
    ["lines of JSON that have ids", '{"id":"mine"}\n{"id":"torn'],
    ["lines of JSON that have UUIDs", `{"id":"${crypto.randomUUID()}","name":"x"}\n`],
    ["one line of text, unfinished", "precious"],
    ["a text that begins like a report", '{"id":"0\nprecious\n'],
    ["zeros with something after them", "\0\0\0precious"],
  ])("%s: stops the sink and is left as it was", async (_name, text) => {
    using folder = temporaryFolder();
    const path = join(folder.path, "r.ndjson");
    writeFileSync(path, text);
    const { sink } = aSink(folder.path, { path });
    const error = await sink.open(SIGNAL).catch((reason) => reason);
    expect(error).toMatchObject({ code: "sink_error", fatal: true });
    expect(error.message).toContain("something else than reports");
    await sink.close();
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  test("written over ours in its place is left as it was", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "reports.ndjson");
    const { sink } = aSink(folder.path);
    await sink.open(SIGNAL);
    await sink.write(aBatch([1]), SIGNAL);
    writeFileSync(path, "precious");
    const error = await sink.write(aBatch([2]), SIGNAL).catch((reason) => reason);
    expect(error).toMatchObject({ code: "sink_error", fatal: true });
    await sink.close();
    expect(readFileSync(path, "utf8")).toBe("precious");
  });
});

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

describe("compression", () => {
  test.each([
    ["gzip", ".gz", ["gzip", "-dc"]],
    ["zstd", ".zst", ["zstd", "-dc"]],
  ] as const)(
    "%s: rotated files are replaced, the others stay readable",
    async (compress, suffix, tool) => {
      using folder = temporaryFolder();
      const path = join(folder.path, "reports.ndjson");
      const { sink, errors } = aSink(folder.path, {
        compress,
        mode: "0640",
        rotate: { size: 3_000 },
      });
      await sink.open(SIGNAL);
      for (const id of ids(10)) await sink.write(aBatch([id], 1_000), SIGNAL);
      await sink.settled();
      await sink.close();
      const rotated = namesOf(path).slice(0, -1);
      expect(rotated.length).toBeGreaterThan(3);
      expect(rotated.every((name) => name.endsWith(`.ndjson${suffix}`))).toBe(true);
      expect(rotated.map((name) => statSync(join(folder.path, name)).mode & 0o777)).toContain(
        0o640,
      );
      expect(allIds(path)).toEqual(ids(10).map(String));
      expect(errors).toEqual([]);
      if (Bun.which(tool[0]) !== null) {
        const { stdout } = Bun.spawnSync([...tool, join(folder.path, rotated[0] ?? "")]);
        expect(idOf(stdout.toString().split("\n")[0] ?? "")).toBe("0");
      }
    },
  );

  test("what a crash left of it is finished or removed at the next start", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "reports.ndjson");
    const first = aSink(folder.path, { compress: "none", rotate: { size: 1 } });
    await first.sink.open(SIGNAL);
    for (const id of ids(4)) await first.sink.write(aBatch([id]), SIGNAL);
    await first.sink.close();
    const [a = "", b = ""] = namesOf(path);
    writeFileSync(join(folder.path, `${a}.gz.partial`), "half of it");
    writeFileSync(join(folder.path, `${b}.gz`), Bun.gzipSync(readFileSync(join(folder.path, b))));
    const second = aSink(folder.path, { compress: "gzip" });
    await second.sink.open(SIGNAL);
    await second.sink.settled();
    await second.sink.close();
    expect(
      namesOf(path)
        .slice(0, -1)
        .every((name) => name.endsWith(".ndjson.gz")),
    ).toBe(true);
    expect(allIds(path)).toEqual(["0", "1", "2", "3"]);
  });

  test("that is cut short by close is done by the next start", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "reports.ndjson");
    const { sink, errors } = aSink(folder.path, { compress: "gzip", rotate: { size: 1 } });
    await sink.open(SIGNAL);
    await sink.write(aBatch(ids(200), 100_000), SIGNAL);
    await sink.write(aBatch(["last"]), SIGNAL);
    await sink.close();
    expect(namesOf(path).filter((name) => name.endsWith(".partial"))).toEqual([]);
    expect(errors).toEqual([]);
    const again = aSink(folder.path, { compress: "gzip", rotate: { size: 1 } });
    await again.sink.open(SIGNAL);
    await again.sink.settled();
    await again.sink.close();
    expect(namesOf(path)[0]).toEndWith(".gz");
    expect(allIds(path)).toEqual([...ids(200).map(String), "last"]);
  });

  test("that fails is told once, and the others are compressed", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "reports.ndjson");
    const stuck = join(folder.path, "reports-2001-01-01T00-00-00.000Z.ndjson");
    writeFileSync(stuck, ndjsonLine(aReport("old")));
    mkdirSync(`${stuck}.gz.partial`);
    const { sink, errors } = aSink(folder.path, { compress: "gzip", rotate: { size: 1 } });
    await sink.open(SIGNAL);
    for (const id of [1, 2, 3]) {
      await sink.write(aBatch([id]), SIGNAL);
      await sink.settled();
    }
    await sink.close();
    expect(errors).toEqual(["rotated files could not be compressed or deleted"]);
    expect(allIds(path)).toEqual(["old", "1", "2", "3"]);
    expect(namesOf(path).filter((name) => name.endsWith(".gz"))).toHaveLength(2);
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

describe("another program", () => {
  test.each<[string, (path: string) => void]>([
    ["moves the file", (path) => renameSync(path, `${path}.1`)],
    ["deletes the file", (path) => rmSync(path)],
    [
      "puts another one in its place",
      (path) => {
        renameSync(path, `${path}.1`);
        writeFileSync(path, "");
      },
    ],
    ["empties the file", (path) => truncateSync(path)],
    ["deletes the folder", (path) => rmSync(join(path, ".."), { recursive: true })],
  ])("%s: the next report goes into a new one", async (_name, act) => {
    using folder = temporaryFolder();
    const path = join(folder.path, "logs/r.ndjson");
    const { sink } = aSink(folder.path, { path });
    await sink.open(SIGNAL);
    await sink.write(aBatch([1]), SIGNAL);
    act(path);
    await sink.write(aBatch([2]), SIGNAL);
    await sink.sync();
    await sink.close();
    expect(idsIn(path)).toEqual(["2"]);
    if (statSync(`${path}.1`, { throwIfNoEntry: false })) expect(idsIn(`${path}.1`)).toEqual(["1"]);
  });

  test("adds half of a line: it is cut off before the next report", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "reports.ndjson");
    const { sink } = aSink(folder.path);
    await sink.open(SIGNAL);
    await sink.write(aBatch([1]), SIGNAL);
    appendFileSync(path, "oops");
    await sink.write(aBatch([2]), SIGNAL);
    await sink.close();
    expect(idsIn(path)).toEqual(["1", "2"]);
  });
});
