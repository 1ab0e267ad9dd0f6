import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { DELIVERY_FILE } from "../../../src/delivery/index.ts";
import type { LetterInfo } from "../../../src/delivery/letter.ts";
import { START } from "../../../src/delivery/position.ts";
import { DeliveryStore } from "../../../src/delivery/store.ts";
import { FakeSink } from "../../support/fake-sink.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { ids, Rig, reportOf } from "./support.ts";

const RECORD = { epoch: "e", position: START, delivered: 0, rejected: 0, dropped: 0 };

/** A store with letters of `a`: one for each padding, of about as many bytes. */
function storeWith(folder: string, paddings: readonly number[], reason = "no"): DeliveryStore {
  const store = new DeliveryStore(folder, "os");
  const refusals = paddings.map((padding, index) => {
    const report = { ...reportOf(`r${index + 1}`), url: "u".repeat(padding), type: "crash" };
    return { report, reason };
  });
  store.save("a", RECORD, refusals, 1_000);
  return store;
}

/** All letters of `a`, page by page. */
function pages(store: DeliveryStore, limit: number): LetterInfo[][] {
  const all: LetterInfo[][] = [];
  for (let before: number | null = null; ; ) {
    const page = store.letters.list("a", { before, limit });
    const last = page.at(-1);
    if (last === undefined) return all;
    all.push(page);
    before = last.id;
  }
}

describe("a list", () => {
  test("comes by the page, newest first, with what one needs to know and without the reports", () => {
    using folder = temporaryFolder();
    const store = storeWith(folder.path, [1, 2, 3, 4, 5]);
    const all = pages(store, 2);
    expect(all.map((page) => page.map(({ reportId }) => reportId))).toEqual([
      ["r5", "r4"],
      ["r3", "r2"],
      ["r1"],
    ]);
    expect(all[0]?.[0]).toEqual({
      id: 5,
      reportId: "r5",
      type: "crash",
      url: "uuuuu",
      reason: "no",
      at: 1_000,
      bytes: expect.any(Number),
      attempts: 1,
      state: "dead",
    });
    store.close();
  });

  test("of huge reports has short pages, and misses none", () => {
    using folder = temporaryFolder();
    const store = storeWith(folder.path, [5_000_000, 5_000_000, 1, 9_000_000, 1]);
    const all = pages(store, 100);
    expect(all.map((page) => page.length)).toEqual([1, 1, 2, 1]);
    expect(all.flat().map(({ url }) => url?.length)).toEqual([1, 2_000, 1, 2_000, 2_000]);
    store.close();
  });

  test("shows reasons cut, whatever a sink has said", () => {
    using folder = temporaryFolder();
    const store = storeWith(folder.path, [1], `${"x".repeat(999)}😀${"y".repeat(99_999)}`);
    expect(store.letters.list("a", { before: null, limit: 1 })[0]?.reason).toBe(
      `${"x".repeat(999)}\ufffd`,
    );
    store.close();
  });
});

test("the bytes that are kept are known after any change, as after a restart", () => {
  using folder = temporaryFolder();
  const before = storeWith(folder.path, [10, 20, 30, 40]);
  before.letters.replay("a", [1, 2]);
  const queue = before.letters.queue("a", () => 2_000);
  queue.settle({ accepted: [1], refused: [{ id: 2, reason: "größer" }] });
  before.letters.drop("a", [3]);
  before.letters.replay("a", "all");
  const total = before.letters.total("a");
  before.close();
  const after = new DeliveryStore(folder.path, "os");
  expect(after.letters.total("a")).toEqual(total);
  expect(total).toMatchObject({ count: 2, replaying: 2, replayed: 1, discarded: 1 });
  after.close();
});

test("a report that is refused again after a crash is one letter, and counts once", async () => {
  await using rig = new Rig();
  const sink = new FakeSink({ deferred: true });
  sink.onSync = () => {
    throw new Error("disk");
  };
  sink.onWrite = () => ({ rejected: [{ index: 1, reason: "no" }] });
  await rig.start({ sink });
  await rig.append(3);
  await rig.idle();
  expect(rig.status()).toMatchObject({ delivered: 2, rejected: 1 });
  rig.abandon();
  sink.onSync = () => {};
  await rig.start({ sink });
  await rig.idle();
  expect(rig.letters()).toHaveLength(1);
  expect(rig.status()).toMatchObject({ delivered: 2, rejected: 1, deadLetters: 1 });
});

test("a file of the first release keeps its letters and its counts", async () => {
  await using rig = new Rig();
  {
    using db = new Database(join(rig.dir, DELIVERY_FILE), { create: true });
    db.run(FIRST_RELEASE);
    const insert = db.prepare(
      "INSERT INTO dead_letter (sink, report_id, at, reason, report) VALUES ('a', ?, 7, 'no', ?)",
    );
    for (const id of ids(3)) insert.run(id, JSON.stringify(reportOf(id)));
  }
  const sink = new FakeSink();
  await rig.start({ sink });
  expect(rig.status()).toMatchObject({ rejected: 5, deadLetters: 3, replayed: 0, discarded: 2 });
  expect(rig.letters()).toMatchObject(ids(3).map((reportId) => ({ reportId, attempts: 1, at: 7 })));
  rig.desk.replay("a", "all");
  await rig.clock.advanceUntil(() => rig.status().replaying === 0);
  expect(sink.accepted).toEqual(ids(3));
});

test("a status is given while the journal cannot be read: as last seen, with the failure", async () => {
  await using rig = new Rig();
  const sink = new FakeSink();
  sink.onWrite = () => {
    throw new Error("down");
  };
  await rig.start({ sink });
  await rig.append(3);
  await rig.clock.advance(5_000);
  expect(rig.status().lag).toEqual({ reports: 3, seconds: 5 });
  const heal = rig.breakReads();
  await rig.clock.advance(1_000);
  const status = rig.status();
  heal();
  expect(status).toMatchObject({ backlog: { reports: 3 }, lag: { reports: 3, seconds: 6 } });
  expect(status.lastError?.message).toStartWith("The journal could not be read: ");
  expect(rig.status().lastError?.message).not.toContain("no such table");
});

/** delivery.db as the first release wrote it. */
const FIRST_RELEASE = `
  CREATE TABLE sink (
    name TEXT PRIMARY KEY, epoch TEXT NOT NULL, seq INTEGER NOT NULL, "offset" INTEGER NOT NULL,
    reports INTEGER NOT NULL, bytes INTEGER NOT NULL, delivered INTEGER NOT NULL,
    rejected INTEGER NOT NULL, dropped INTEGER NOT NULL
  ) WITHOUT ROWID, STRICT;
  CREATE TABLE dead_letter (
    id INTEGER PRIMARY KEY AUTOINCREMENT, sink TEXT NOT NULL, report_id TEXT NOT NULL,
    at INTEGER NOT NULL, reason TEXT NOT NULL, report TEXT NOT NULL, UNIQUE (sink, report_id)
  ) STRICT;
  INSERT INTO sink VALUES ('a', 'e', 0, 0, 0, 0, 9, 5, 0);
  PRAGMA user_version = 1;`;
