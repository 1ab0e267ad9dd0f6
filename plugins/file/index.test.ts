import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ndjsonLine } from "tattle/sink";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { aBatch, aReport, aSink, ids, idsIn, SIGNAL } from "./testing.ts";

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
