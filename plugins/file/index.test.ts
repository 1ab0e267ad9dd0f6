import { describe, expect, test } from "bun:test";
import {
  appendFileSync,
  mkdirSync,
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
import { aBatch, allIds, aReport, aSink, ids, idsIn, namesOf, SIGNAL } from "./testing.ts";

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
    ["nothing but half of a line", line.slice(0, 3)],
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
    expect(idsIn(path)).toEqual(text.startsWith(line) ? ["kept", "new"] : ["new"]);
  });
});

describe("a path that cannot be used", () => {
  test.each<[string, (path: string) => unknown, string]>([
    ["a folder", (path) => mkdirSync(path), "no ordinary file"],
    ["a named pipe", (path) => Bun.spawnSync(["mkfifo", path]), "no ordinary file"],
    ["a device", (path) => symlinkSync("/dev/null", path), "no ordinary file"],
    ["a link to nowhere", (path) => symlinkSync("nowhere", path), "leads nowhere"],
    [
      "somebody else's file",
      (path) => writeFileSync(path, '{"a":1}'),
      "something else than reports",
    ],
  ])("%s stops the sink and is left as it was", async (_name, make, why) => {
    using folder = temporaryFolder();
    const path = join(folder.path, "r.ndjson");
    make(path);
    const { sink } = aSink(folder.path, { path });
    const error = await sink.open(SIGNAL).catch((reason) => reason);
    expect(error).toMatchObject({ code: "sink_error", fatal: true });
    expect(error.message).toContain(why);
    expect(error.message).toContain(path);
    await sink.close();
    if (statSync(path, { throwIfNoEntry: false })?.isFile()) {
      expect(readFileSync(path, "utf8")).toBe('{"a":1}');
    }
  });

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
        expect(JSON.parse(stdout.toString().split("\n")[0] ?? "").id).toBe("0");
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

  test("that fails is logged and costs nothing", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "reports.ndjson");
    const { sink, errors, clock } = aSink(folder.path, { compress: "gzip", rotate: { size: 1 } });
    await sink.open(SIGNAL);
    await sink.write(aBatch([1]), SIGNAL);
    const stamp = new Date(clock.now()).toISOString().replaceAll(":", "-");
    mkdirSync(join(folder.path, `reports-${stamp}.ndjson.gz.partial`));
    await sink.write(aBatch([2]), SIGNAL);
    await sink.settled();
    expect(errors).toEqual(["rotated files could not be compressed or deleted"]);
    await sink.write(aBatch([3]), SIGNAL);
    await sink.close();
    expect(idsIn(path)).toEqual(["3"]);
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
