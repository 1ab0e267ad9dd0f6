import { describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { startChild } from "../../test/support/child.ts";
import { faultyDisk, faultyDiskMissing } from "../../test/support/disk-full.ts";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import type { FileSink } from "./sink.ts";
import { allIds, aSink, ids, idsIn, SIGNAL } from "./testing.ts";

const CRASH = join(import.meta.dir, "crash.child.ts");
const FAULT = join(import.meta.dir, "fault.child.ts");

/** Opens a sink, does something with it, and closes it. */
async function lived(sink: FileSink, meanwhile?: (open: FileSink) => Promise<void>) {
  await sink.open(SIGNAL);
  await meanwhile?.(sink);
  await sink.close();
}

describe("killed in the middle of writing, rotating and compressing", () => {
  test.each(["gzip", "zstd"] as const)(
    "with %s every line is whole and nothing that was synced is missing",
    async (compress) => {
      using folder = temporaryFolder();
      const path = join(folder.path, "reports.ndjson");
      let synced = 0;
      for (const lines of [1, 5, 12, 20, 31]) {
        using child = startChild(CRASH, folder.path, compress, String(synced));
        await child.lines(lines);
        synced = Number((await child.kill()).at(-1));
        // The last line may be torn until the next start.
        await lived(aSink(folder.path, { compress }).sink);
        const kept = new Set(allIds(path));
        expect(ids(synced).filter((id) => !kept.has(String(id)))).toEqual([]);
      }
      const { sink, errors } = aSink(folder.path, { compress });
      await lived(sink, (open) => open.settled());
      const kept = allIds(path);
      expect(ids(synced).filter((id) => !kept.includes(String(id)))).toEqual([]);
      // What was written and not synced comes again: once more for each kill, and at most so much.
      expect(kept.length - new Set(kept).size).toBeLessThanOrEqual(5 * 100);
      const suffix = compress === "gzip" ? ".gz" : ".zst";
      const rest = readdirSync(folder.path).filter((name) => !name.endsWith(`Z.ndjson${suffix}`));
      expect(rest.toSorted()).toEqual(["reports.ndjson", "reports.ndjson.lock"]);
      expect(errors).toEqual([]);
    },
  );
});

describe("a disk that refuses", () => {
  test("a write halfway: it is taken back, and smaller ones go on", () => {
    using folder = temporaryFolder();
    const script = `trap '' XFSZ; ulimit -f 128; exec "$@"`;
    const child = [process.execPath, FAULT, folder.path, "limit"];
    const { stdout } = Bun.spawnSync(["sh", "-c", script, "sh", ...child], { stderr: "inherit" });
    expect(stdout.toString().trim().split("\n")).toEqual([
      "write: done",
      "large write: (EFBIG) false",
      "write: done",
      "sync: done",
    ]);
    const kept = idsIn(join(folder.path, "reports.ndjson"));
    expect(kept).toEqual(["0", "1", "2", "3", "4", "last"]);
  });

  const missing = faultyDiskMissing();
  test.skipIf(missing !== null)(
    `a sync: what it may have lost is written again${missing === null ? "" : ` (skipped: ${missing})`}`,
    () => {
      using folder = temporaryFolder();
      using tools = temporaryFolder();
      const disk = faultyDisk(tools.path, folder.path);
      const fault = disk.env.TATTLE_FAULT_TRIGGER ?? "";
      const { stdout } = Bun.spawnSync([process.execPath, FAULT, folder.path, fault], {
        env: { ...process.env, ...disk.env },
        stderr: "inherit",
      });
      expect(stdout.toString().trim().split("\n")).toEqual([
        "write: done",
        "sync: done",
        "write: done",
        "failing sync: (EIO) false",
        "failing sync: (EIO) false",
        "write: done",
        "sync: done",
      ]);
      const kept = idsIn(join(folder.path, "reports.ndjson"));
      expect(kept).toEqual([...ids(10).map(String), "last"]);
    },
  );
});
