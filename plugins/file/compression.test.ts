import { describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ndjsonLine } from "tattle/sink";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { aBatch, allIds, aReport, aSink, idOf, ids, namesOf, SIGNAL } from "./testing.ts";

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
