import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { statSync } from "node:fs";
import { join } from "node:path";
import { JOURNAL_FILE, JournalReader } from "../../../src/journal/index.ts";
import { refuseInserts } from "../../support/refusal.ts";
import { codeOf, entry, noise, rowsOf, type TestJournal, testJournal, textsOf } from "./support.ts";

const MIB = 1 << 20;

async function fill(t: TestJournal, rows: number, text = "x"): Promise<void> {
  for (let row = 1; row <= rows; row++) await t.journal.append(entry(text));
}

/** Trimming goes on by itself; this waits until there is nothing left of it. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Pages of the file that hold nothing. */
function freePagesOf(dir: string): number {
  const db = new Database(join(dir, JOURNAL_FILE), { readonly: true });
  try {
    const row = db.query<{ freelist_count: number }, []>("PRAGMA freelist_count").get();
    return row?.freelist_count ?? 0;
  } finally {
    db.close();
  }
}

test("rows that every sink has passed are deleted, also many of them", async () => {
  using t = testJournal();
  await fill(t, 300);
  t.journal.trim(290);
  await settled();
  expect(rowsOf(t.dir).map(({ seq }) => seq)).toEqual([
    291, 292, 293, 294, 295, 296, 297, 298, 299, 300,
  ]);
});

test("the newest row always stays, and numbers and totals go on from it after a restart", async () => {
  using t = testJournal();
  await fill(t, 5, "12345");
  t.journal.trim(5);
  await settled();
  expect(rowsOf(t.dir).map(({ seq }) => seq)).toEqual([5]);
  await t.reopen().append(entry("12345", 3));
  const [, newest] = rowsOf(t.dir);
  expect(newest).toMatchObject({ seq: 6, totalReports: 8, totalBytes: 6 * 9 });
});

test("what may go is not forgotten while commits are refused", async () => {
  using t = testJournal();
  await fill(t, 10);
  const refusal = refuseInserts(join(t.dir, JOURNAL_FILE), ["entry", "meta"]);
  t.journal.trim(9);
  expect(await codeOf(t.journal.append(entry("lost")))).toBe("journal_unavailable");
  t.journal.probe();
  expect(rowsOf(t.dir)).toHaveLength(10);
  refusal.end();
  t.journal.probe();
  await settled();
  expect(rowsOf(t.dir).map(({ seq }) => seq)).toEqual([10]);
});

test("an older allowance takes nothing back, and nothing beyond the newest row is touched", async () => {
  using t = testJournal();
  await fill(t, 4);
  t.journal.trim(3);
  t.journal.trim(1);
  t.journal.trim(0);
  await settled();
  expect(rowsOf(t.dir).map(({ seq }) => seq)).toEqual([4]);
  await t.journal.append(entry("y"));
  await settled();
  expect(textsOf(t.dir)).toEqual(["x", "y"]);
});

test("the file gives its space back after a large backlog was delivered", async () => {
  using t = testJournal();
  await fill(t, 48, noise(MIB));
  t.reopen();
  expect(statSync(join(t.dir, JOURNAL_FILE)).size).toBeGreaterThan(34 * MIB);
  t.journal.trim(47);
  await settled();
  await t.clock.advance(60_000);
  // SQLite writes back to the file itself every 4 MiB.
  await fill(t, 6, noise(MIB));
  expect(statSync(join(t.dir, JOURNAL_FILE)).size).toBeLessThan(25 * MIB);
  expect(rowsOf(t.dir)).toHaveLength(7);
});

test("space goes back in small steps with a pause between them", async () => {
  using t = testJournal();
  await fill(t, 30, noise(MIB));
  t.journal.trim(29);
  await settled();
  const free = () => freePagesOf(t.dir);
  const before = free();
  expect(before).toBeGreaterThan(4096 + 64);
  await settled();
  expect(free()).toBe(before);
  await t.clock.advance(50);
  await settled();
  expect(free()).toBe(before - 64);
});

test("a reader goes on over rows that were deleted before it came to them", async () => {
  using t = testJournal();
  await fill(t, 10);
  const reader = new JournalReader(t.dir);
  expect(reader.next(0)?.seq).toBe(1);
  t.journal.trim(7);
  await settled();
  expect(reader.next(1)?.seq).toBe(8);
  reader.close();
});
