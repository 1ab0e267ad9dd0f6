import { expect, test } from "bun:test";
import { join } from "node:path";
import { ManualClock } from "../../../test/support/manual-clock.ts";
import { MemoryLog } from "../../../test/support/memory-log.ts";
import { DATABASE_FILE } from "../connection.ts";
import { DAY, HOUR } from "../tally.ts";
import {
  createSink,
  queryAll,
  RETENTION,
  reportsUpTo,
  SIGNAL,
  type Store,
  storeOf,
  T0,
  withFolder,
} from "../test-support.ts";

const CHILD = join(import.meta.dir, "../writer.child.ts");

interface Kept extends Store {
  clock: ManualClock;
  log: MemoryLog;
}

async function withKept(test: (kept: Kept) => Promise<void>): Promise<void> {
  await withFolder(async (dir) => {
    const clock = new ManualClock();
    const log = new MemoryLog();
    const sink = createSink(dir, { clock, log, retention: { ...RETENTION, reports: HOUR } });
    await sink.open(SIGNAL);
    try {
      await test({ ...storeOf(dir, sink), clock, log });
    } finally {
      await sink.close();
    }
  });
}

test("deletes without any traffic, and tells by the hour what it has deleted", async () => {
  await withKept(async ({ write, value, clock, log }) => {
    await write(reportsUpTo(1200));
    await clock.advance(DAY);
    expect(value("SELECT count(*) FROM reports")).toBe(0);
    expect(value("SELECT sum(received) FROM days")).toBe(1200);
    expect(log.of("info")).toEqual(Array(2).fill("deleted what is past retention"));
    expect(log.lines.reduce((sum, { fields }) => sum + Number(fields.reports), 0)).toBe(1200);
  });
});

test("does nothing any more once the sink is closed", async () => {
  await withKept(async ({ sink, write, value, clock }) => {
    await write(reportsUpTo(5));
    await sink.close();
    await clock.advance(DAY);
    expect(value("SELECT count(*) FROM reports")).toBe(5);
  });
});

test("a disk that refuses costs no write, is told once, and is tried again", async () => {
  await withKept(async ({ write, rows, value, clock, log }) => {
    await write(reportsUpTo(5));
    rows("CREATE TRIGGER no BEFORE DELETE ON reports BEGIN SELECT RAISE(ABORT, 'full'); END");
    await clock.advance(2 * HOUR);
    expect(await write(reportsUpTo(7))).toEqual({ rejected: [] });
    expect(log.of("warn")).toEqual(["retention could not delete"]);
    rows("DROP TRIGGER no");
    await clock.advance(2 * HOUR);
    expect(value("SELECT count(*) FROM reports")).toBe(0);
  });
});

test("killed at any moment while it deletes, it leaves whole reports and right counts", async () => {
  await withFolder(async (dir) => {
    const size = 800_000;
    for (const batches of [40, 60, 70]) {
      const child = Bun.spawn([process.execPath, CHILD, dir, "200", String(size)], {
        stdout: "pipe",
      });
      let said = 0;
      for await (const chunk of child.stdout) {
        said += chunk.filter((byte) => byte === 10).length;
        if (said >= batches) child.kill("SIGKILL");
      }
      await child.exited;
      expect(child.signalCode).toBe("SIGKILL");
      const path = join(dir, DATABASE_FILE);
      expect(queryAll(path, "PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
      const [counts] = queryAll(
        path,
        `SELECT (SELECT count(*) FROM reports) AS rows,
                (SELECT sum(received) FROM hours WHERE hour >= ${T0 / HOUR}) AS hours,
                (SELECT sum(received) FROM days WHERE day >= ${T0 / DAY}) AS days,
                (SELECT sum(received) FROM document_days WHERE day >= ${T0 / DAY}) AS documents`,
      );
      const { rows, hours, days, documents } = counts ?? {};
      expect(Number(rows)).toBeLessThan(said * 200);
      expect(Number(hours)).toBeGreaterThanOrEqual(said * 200 - 1);
      expect([days, documents]).toEqual([Number(hours), Number(hours)]);
      const reader = createSink(dir).reader?.();
      expect((await reader?.reports({ limit: 1000 }))?.items.length).toBeGreaterThan(0);
      await reader?.close();
    }
  });
});
