import { describe, expect, test } from "bun:test";
import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { DATABASE_FILE, openWriter } from "./connection.ts";
import { migrate } from "./migrate.ts";
import {
  createSink,
  queryAll,
  reportsUpTo,
  SIGNAL,
  storeOf,
  withFolder,
  withStore,
} from "./test-support.ts";
import { Writer } from "./writer.ts";

const CHILD = join(import.meta.dir, "writer.child.ts");
const BATCH = 50;

/** Runs a writing child in the folder until it has said so many batches, kills it, and returns how many it said. */
async function killedAfter(dir: string, batches: number): Promise<number> {
  const child = Bun.spawn([process.execPath, CHILD, dir, String(BATCH)], { stdout: "pipe" });
  let said = 0;
  for await (const chunk of child.stdout) {
    said += chunk.filter((byte) => byte === 10).length;
    if (said >= batches) child.kill("SIGKILL");
  }
  await child.exited;
  expect(child.signalCode).toBe("SIGKILL");
  return said;
}

test("closed, its file is whole on its own, also while somebody is connected", async () => {
  await withFolder(async (dir) => {
    const sink = createSink(dir);
    await sink.open(SIGNAL);
    const reader = sink.reader?.();
    await storeOf(dir, sink).write(reportsUpTo(3));
    expect((await reader?.reports({ limit: 10 }))?.items).toHaveLength(3);
    await sink.close();
    const copy = join(dir, "copy.db");
    copyFileSync(join(dir, DATABASE_FILE), copy);
    expect(queryAll(copy, "SELECT count(*) AS rows FROM reports")).toEqual([{ rows: 3 }]);
    await reader?.close();
  });
});

describe("killed in the middle of writing", () => {
  test("it has what it accepted, and its counts agree with its rows", async () => {
    await withFolder(async (dir) => {
      for (const batches of [3, 11, 20]) {
        const said = await killedAfter(dir, batches);
        const path = join(dir, DATABASE_FILE);
        expect(queryAll(path, "PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
        const [counts] = queryAll(
          path,
          `SELECT (SELECT count(*) FROM reports) AS rows, (SELECT sum(received) FROM issues) AS issues,
                  (SELECT sum(received) FROM hours) AS hours, (SELECT sum(received) FROM days) AS days,
                  (SELECT sum(received) FROM facet_days) AS facets,
                  (SELECT sum(received) FROM document_days) AS documents`,
        );
        const rows = Number(counts?.rows);
        expect(rows % BATCH).toBe(0);
        expect(rows).toBeGreaterThanOrEqual(said * BATCH);
        expect(counts).toEqual({
          rows,
          issues: rows,
          hours: rows,
          days: rows,
          facets: rows,
          documents: rows,
        });
      }
      const sink = createSink(dir);
      await sink.open(SIGNAL);
      const store = storeOf(dir, sink);
      const before = Number(store.value("SELECT count(*) FROM reports"));
      await store.write(reportsUpTo(BATCH));
      expect(store.value("SELECT count(*) FROM reports")).toBe(before);
      await sink.close();
    });
  });
});

describe("read while another process writes", () => {
  test("every answer is of whole batches, and nothing that was accepted is missing", async () => {
    await withFolder(async (dir) => {
      const child = Bun.spawn([process.execPath, CHILD, dir, String(BATCH)], { stdout: "pipe" });
      const reader = createSink(dir).reader?.();
      let said = 0;
      for await (const chunk of child.stdout) {
        said += chunk.filter((byte) => byte === 10).length;
        const page = await reader?.reports({ limit: 1000 });
        const overview = await reader?.overview({ from: 0, to: Number.MAX_VALUE });
        const counted = overview?.total.received ?? 0;
        expect(page?.items.length).toBeGreaterThanOrEqual(Math.min(said * BATCH, 1000));
        expect([(page?.items.length ?? 1) % BATCH, counted % BATCH]).toEqual([0, 0]);
        expect(counted).toBeGreaterThanOrEqual(said * BATCH);
        if (said > 30) child.kill("SIGKILL");
      }
      await reader?.close();
    });
  });
});

describe("a full disk", () => {
  test("changes nothing, and the same batch is accepted once there is room", async () => {
    await withFolder(async (dir) => {
      const path = join(dir, DATABASE_FILE);
      const db = openWriter(path);
      migrate(db, () => {});
      const writer = new Writer(db);
      const all = reportsUpTo(4000).map((one, n) => ({
        ...one,
        url: `https://shop.example/${n % 2000}`,
      }));
      writer.write(all.slice(0, 500));
      const pages =
        db.query<{ page_count: number }, []>("PRAGMA page_count").get()?.page_count ?? 0;
      db.run(`PRAGMA max_page_count = ${pages + 2}`);
      expect(() => writer.write(all)).toThrow("full");
      expect(
        queryAll(
          path,
          "SELECT count(*) AS rows, (SELECT sum(received) FROM hours) AS counted FROM reports",
        ),
      ).toEqual([{ rows: 500, counted: 500 }]);
      db.run("PRAGMA max_page_count = 1000000");
      expect(writer.write(all)).toEqual([]);
      expect(
        queryAll(
          path,
          "SELECT count(*) AS rows, (SELECT sum(received) FROM hours) AS counted FROM reports",
        ),
      ).toEqual([{ rows: 4000, counted: 4000 }]);
      db.close(true);
      const reader = createSink(dir).reader?.();
      for (const one of all.slice(-20)) expect(await reader?.report(one.id)).toStrictEqual(one);
      await reader?.close();
    });
  });
});

describe("a damaged database", () => {
  test("that is none at all stops the sink at once", async () => {
    await withFolder(async (dir) => {
      await Bun.write(join(dir, DATABASE_FILE), "no database at all, but long enough".repeat(500));
      const sink = createSink(dir);
      await expect(sink.open(SIGNAL)).rejects.toMatchObject({ code: "sink_error", fatal: true });
      await sink.close();
    });
  });

  test("that is found out while writing stops the sink", async () => {
    await withFolder(async (dir) => {
      const first = createSink(dir);
      await first.open(SIGNAL);
      await storeOf(dir, first).write(reportsUpTo(2000));
      await first.close();
      const path = join(dir, DATABASE_FILE);
      const bytes = new Uint8Array(await Bun.file(path).arrayBuffer());
      bytes.fill(0xff, 2 * 4096);
      await Bun.write(path, bytes);
      const sink = createSink(dir);
      const attempt = async () => {
        await sink.open(SIGNAL);
        await storeOf(dir, sink).write(reportsUpTo(10));
      };
      await expect(attempt()).rejects.toMatchObject({ code: "sink_error", fatal: true });
      await sink.close();
    });
  });
});

describe("the life of a sink", () => {
  test("sync resolves before and after there is something to sync", async () => {
    await withStore(async ({ sink, write }) => {
      await sink.sync?.();
      await write(reportsUpTo(10));
      await sink.sync?.();
      await sink.sync?.();
    });
  });

  test("closing leaves one file with everything in it", async () => {
    await withFolder(async (dir) => {
      const sink = createSink(dir);
      await sink.open(SIGNAL);
      await storeOf(dir, sink).write(reportsUpTo(10));
      await sink.close();
      expect(existsSync(join(dir, `${DATABASE_FILE}-wal`))).toBe(false);
      expect(queryAll(join(dir, DATABASE_FILE), "SELECT count(*) AS rows FROM reports")).toEqual([
        { rows: 10 },
      ]);
    });
  });

  test("a sink that was never opened can be closed", async () => {
    await createSink("/nowhere").close();
  });

  test("an aborted write changes nothing", async () => {
    await withStore(async (store) => {
      const aborted = AbortSignal.abort(new Error("given up"));
      await expect(store.sink.write({ id: "b", reports: reportsUpTo(1) }, aborted)).rejects.toThrow(
        "given up",
      );
      expect(store.value("SELECT count(*) FROM reports")).toBe(0);
    });
  });

  test("the file lies where the config says", async () => {
    await withFolder(async (dir) => {
      const path = join(dir, "deep", "er", "x.db");
      const sink = createSink(dir, { path });
      await sink.open(SIGNAL);
      await sink.close();
      expect(existsSync(path)).toBe(true);
    });
  });
});
