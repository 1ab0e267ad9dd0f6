import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { copyFileSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  JOURNAL_FILE,
  Journal,
  JournalReader,
  lockDataFolder,
} from "../../../src/journal/index.ts";
import { startChild } from "../../support/child.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { entry, testJournal, textsOf } from "./support.ts";

const LOCK_CHILD = join(import.meta.dir, "lock.child.ts");

function open(dir: string): Journal {
  return new Journal({ dir, durability: "fsync", clock: new ManualClock() });
}

test("a journal of a newer release is refused and left as it is", () => {
  using folder = temporaryFolder();
  open(folder.path).close();
  const db = new Database(join(folder.path, JOURNAL_FILE));
  db.run("PRAGMA user_version = 99");
  expect(() => open(folder.path)).toThrow(
    expect.objectContaining({
      code: "data_newer",
      message: expect.stringMatching(/journal\.db has schema 99/),
    }),
  );
  expect(db.query("PRAGMA user_version").get()).toEqual({ user_version: 99 });
  db.close();
});

test("what is no database, or no folder, is data_unusable", () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, JOURNAL_FILE), "this is a text and not a database".repeat(100));
  const unusable = expect.objectContaining({ code: "data_unusable" });
  expect(() => open(folder.path)).toThrow(unusable);
  expect(() => open(join(folder.path, "missing"))).toThrow(unusable);
});

test("a reader sees the newest row, the first after a number, and where a total is reached", async () => {
  using t = testJournal();
  const reader = new JournalReader(t.dir);
  expect([
    reader.epoch,
    reader.last(),
    reader.next(0),
    reader.after(0),
    reader.reaching(1),
  ]).toEqual([t.journal.epoch, null, null, null, null]);
  for (const text of ["123456", "123456", "123456"]) await t.journal.append(entry(text));
  expect(reader.last()).toEqual({
    seq: 3,
    at: t.clock.now(),
    reports: 1,
    totalReports: 3,
    totalBytes: 30,
  });
  expect(reader.after(1)?.seq).toBe(2);
  expect(reader.next(3)).toBeNull();
  const reached = [1, 10, 11, 30, 31].map((bytes) => reader.reaching(bytes)?.seq ?? null);
  expect(reached).toEqual([1, 1, 2, 3, null]);
  reader.close();
});

test("a data folder is made with everything above it, for its owner alone, and can be taken again", () => {
  using folder = temporaryFolder();
  const dir = join(folder.path, "deep", "data");
  const lock = lockDataFolder(dir);
  expect(statSync(dir).mode & 0o777).toBe(0o700);
  expect(() => lockDataFolder(dir)).toThrow(expect.objectContaining({ code: "data_locked" }));
  lock.release();
  lock.release();
  lockDataFolder(dir).release();
});

test("a folder that another process holds names it, and is free once that is killed", async () => {
  using folder = temporaryFolder();
  using child = startChild(LOCK_CHILD, folder.path);
  await child.lines(1);
  expect(() => lockDataFolder(folder.path)).toThrow(
    expect.objectContaining({
      code: "data_locked",
      message: expect.stringContaining(`by process ${child.pid}`),
    }),
  );
  await child.kill();
  lockDataFolder(folder.path).release();
});

test("a folder that cannot be used says so, and is not left locked", () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "file");
  writeFileSync(file, "");
  const unusable = expect.objectContaining({ code: "data_unusable" });
  expect(() => lockDataFolder(file)).toThrow(unusable);
  expect(() => lockDataFolder(join(file, "below"))).toThrow(unusable);
  const dir = join(folder.path, "data");
  // In the way of the file that names the holder.
  mkdirSync(join(dir, "pid"), { recursive: true });
  expect(() => lockDataFolder(dir)).toThrow(unusable);
  expect(() => lockDataFolder(dir)).toThrow(unusable);
});

test("a closed journal is one file: a copy of it alone has every row", async () => {
  using t = testJournal();
  using copy = temporaryFolder();
  await t.journal.append(entry("a"));
  t.journal.close();
  copyFileSync(join(t.dir, JOURNAL_FILE), join(copy.path, JOURNAL_FILE));
  expect(textsOf(copy.path)).toEqual(["a"]);
});

test("counters from an hour on are found by the key and not by a scan", () => {
  using folder = temporaryFolder();
  open(folder.path).close();
  const db = new Database(join(folder.path, JOURNAL_FILE));
  const plan = db.query<{ detail: string }, []>(
    "EXPLAIN QUERY PLAN SELECT project FROM counter WHERE hour >= 0 ORDER BY hour",
  );
  expect(plan.all().map(({ detail }) => detail)).toEqual([
    "SEARCH counter USING PRIMARY KEY (hour>?)",
  ]);
  db.close();
});
