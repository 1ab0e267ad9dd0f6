import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { DELIVERY_FILE } from "../../../src/delivery/index.ts";
import { START } from "../../../src/delivery/position.ts";
import { DeliveryStore } from "../../../src/delivery/store.ts";
import { ACCEPT, FakeSink } from "../../support/fake-sink.ts";
import { turns } from "../../support/manual-clock.ts";
import { refuseInserts } from "../../support/refusal.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { rowsOf } from "../journal/support.ts";
import { ids, Rig, reportOf } from "./support.ts";

test("two sinks of different speed each get everything in order, and rows go once both have them", async () => {
  await using rig = new Rig();
  const [fast, slow] = [new FakeSink(), new FakeSink()];
  slow.onWrite = async () => {
    await rig.clock.sleep(700);
    return {};
  };
  await rig.start(
    { sink: fast, settings: { maxReports: 7 } },
    { sink: slow, settings: { maxReports: 2 } },
  );
  for (let row = 0; row < 12; row++) await rig.append(3);
  await rig.idle("a");
  expect(rig.status("b").backlog.reports).toBeGreaterThan(0);
  expect(rowsOf(rig.dir).length).toBeGreaterThan(5);
  await rig.idle("b");
  await rig.clock.advance(500);
  expect([fast.accepted, slow.accepted]).toEqual([ids(36), ids(36)]);
  expect(rowsOf(rig.dir)).toHaveLength(1);
});

test("a new sink begins at the end, or with the oldest row that is still there", async () => {
  await using rig = new Rig();
  const known = new FakeSink();
  await rig.start({ sink: known, name: "known" });
  await rig.append(4);
  await rig.idle("known");
  await rig.clock.advance(1_000);
  await rig.append(2);
  await rig.stop(0);
  const [late, curious] = [new FakeSink(), new FakeSink()];
  await rig.start(
    { sink: late, name: "late", start: "end" },
    { sink: curious, name: "curious", start: "oldest" },
    { sink: known, name: "known" },
  );
  await rig.append(1);
  for (const name of ["late", "curious", "known"]) await rig.idle(name);
  expect(late.accepted).toEqual(["r7"]);
  expect(curious.accepted.slice(-3)).toEqual(ids(3, 5));
  expect(known.accepted).toEqual(ids(7));
});

test("a sink that leaves the config holds nothing back, and what it has missed is counted when it returns", async () => {
  await using rig = new Rig();
  const [leaver, stayer] = [new FakeSink(), new FakeSink()];
  const both = [
    { sink: leaver, name: "leaver" },
    { sink: stayer, name: "stayer" },
  ];
  await rig.start(...both);
  await rig.append(2);
  await rig.idle("leaver");
  await rig.stop();
  await rig.start({ sink: stayer, name: "stayer" });
  for (let row = 0; row < 5; row++) await rig.append(1);
  await rig.idle("stayer");
  await rig.clock.advance(1_000);
  expect(rowsOf(rig.dir)).toHaveLength(1);
  await rig.append(1);
  await rig.stop();
  await rig.start(...both);
  await rig.append(1);
  for (const name of ["leaver", "stayer"]) await rig.idle(name);
  expect(stayer.accepted).toEqual(ids(9));
  const { delivered, dropped } = rig.status("leaver");
  expect([delivered + dropped, leaver.accepted.length]).toEqual([9, delivered]);
  expect(leaver.accepted).toEqual([...ids(2), ...ids(9).slice(2 + dropped)]);
  expect(dropped).toBeGreaterThan(0);
  expect(rig.log.of("error")).toHaveLength(1);
});

test("a sink that returns before anything was deleted goes on where it was", async () => {
  await using rig = new Rig();
  const sink = new FakeSink();
  await rig.start({ sink });
  await rig.append(2);
  await rig.idle();
  await rig.stop();
  await rig.append(3);
  await rig.start({ sink, start: "end" });
  await rig.idle();
  expect(sink.accepted).toEqual(ids(5));
});

test("a journal that was deleted is begun anew, and every sink gets what is in the new one", async () => {
  await using rig = new Rig();
  const sink = new FakeSink();
  await rig.start({ sink });
  await rig.append(5);
  await rig.idle();
  await rig.stop();
  rig.journal.close();
  for (const end of ["", "-wal", "-shm"]) {
    rmSync(join(rig.dir, `journal.db${end}`), { force: true });
  }
  rig.reopenJournal();
  await rig.append(2);
  await rig.start({ sink, start: "end" });
  await rig.idle();
  expect(sink.accepted).toEqual(ids(7));
  expect(rig.status()).toMatchObject({ delivered: 7, backlog: { reports: 0, bytes: 0 } });
});

test("without any sink, rows do not pile up", async () => {
  await using rig = new Rig();
  await rig.start();
  for (let row = 0; row < 5; row++) await rig.append();
  await rig.clock.advance(500);
  expect(rowsOf(rig.dir)).toHaveLength(1);
});

test("rows whose deletion was lost in a crash are deleted by the next start", async () => {
  await using rig = new Rig();
  const sink = new FakeSink();
  for (let row = 0; row < 5; row++) await rig.append();
  const trim = rig.journal.trim.bind(rig.journal);
  rig.journal.trim = () => {};
  await rig.start({ sink });
  await rig.idle();
  await rig.stop();
  expect(rowsOf(rig.dir)).toHaveLength(5);
  rig.journal.trim = trim;
  await rig.start({ sink });
  await turns();
  expect(rowsOf(rig.dir)).toHaveLength(1);
});

test("a disk that refuses positions delays no delivery; they are written once it takes them", async () => {
  await using rig = new Rig();
  const sink = new FakeSink();
  await rig.start({ sink });
  const refusal = refuseInserts(join(rig.dir, DELIVERY_FILE), ["sink"]);
  for (let row = 0; row < 3; row++) await rig.append(10);
  await rig.clock.advance(5_000);
  expect(sink.accepted).toEqual(ids(30));
  expect(rig.status()).toMatchObject({ delivered: 30, state: "running" });
  expect(rowsOf(rig.dir)).toHaveLength(3);
  refusal.end();
  await rig.clock.advance(2_000);
  expect(rowsOf(rig.dir)).toHaveLength(1);
  rig.abandon();
  const after = new FakeSink();
  await rig.start({ sink: after });
  await rig.clock.advance(5_000);
  expect(after.accepted).toEqual([]);
  expect(rig.status().delivered).toBe(30);
});

test("what a sink rejects is not passed over while the disk refuses dead letters", async () => {
  await using rig = new Rig();
  const sink = new FakeSink();
  sink.onWrite = () => ({ rejected: [{ index: 0, reason: "no" }] });
  await rig.start({ sink });
  const refusal = refuseInserts(join(rig.dir, DELIVERY_FILE), ["dead_letter"], "ROLLBACK");
  await rig.append(2);
  await rig.clock.advance(10_000);
  expect(rig.status()).toMatchObject({ state: "retrying", delivered: 0, rejected: 0 });
  expect(rig.status().lastError?.message).toContain("dead letters could not be kept");
  expect(new Set(sink.attempts.map(({ id }) => id)).size).toBe(1);
  refusal.end();
  await rig.idle();
  expect(rig.deadLetters()).toEqual([["r1", "no"]]);
  expect(rig.status()).toMatchObject({ delivered: 1, rejected: 1 });
});

test("a store of a newer release is refused", async () => {
  await using rig = new Rig();
  rig.stored(() => {});
  const db = new Database(join(rig.dir, DELIVERY_FILE));
  db.run("PRAGMA user_version = 99");
  db.close();
  await expect(rig.start({ sink: new FakeSink() })).rejects.toMatchObject({ code: "data_newer" });
});

test("dead letters are bounded for each sink: the oldest go", async () => {
  await using rig = new Rig();
  const record = { epoch: "e", position: START, delivered: 0, rejected: 0, dropped: 0 };
  rig.stored((store) => {
    const letters = Array.from({ length: 100_003 }, (_, index) => ({
      report: reportOf(`r${index + 1}`),
      reason: "no",
    }));
    store.save("other", record, letters.slice(0, 2), 0);
    store.save("a", record, letters, 0);
    const total = (name: string) => store.letters.total(name).count;
    expect([total("a"), total("other")]).toEqual([100_000, 2]);
    const [newest] = store.letters.list("a", { before: null, limit: 1 });
    const oldest = store.letters.list("a", { before: 10, limit: 10 }).at(-1);
    expect([newest?.reportId, oldest?.reportId]).toEqual(["r100003", "r4"]);
    store.save("a", record, letters.slice(-2), 0);
    expect(store.letters.total("a")).toMatchObject({ count: 100_000, discarded: 3 });
  });
}, 30_000);

test("dead letters are bounded by their bytes, too, over restarts, and each sink has its own bound", () => {
  using folder = temporaryFolder();
  const record = { epoch: "e", position: START, delivered: 0, rejected: 0, dropped: 0 };
  const letter = (number: number) => ({
    report: reportOf(`r${number}`),
    reason: "größer".repeat(9),
  });
  const size = Buffer.byteLength(JSON.stringify(letter(1).report) + letter(1).reason);
  const limit = { count: 100, bytes: 3 * size + 2 };
  const kept = (numbers: number[], name = "a") => {
    const store = new DeliveryStore(folder.path, "os", limit);
    store.save(name, record, numbers.map(letter), 0);
    const page = { before: null, limit: 100 };
    const letters = store.letters.list(name, page).map(({ reportId }) => reportId);
    expect(store.letters.total(name).count).toBe(letters.length);
    store.close();
    return letters.reverse();
  };
  expect(kept([1, 2])).toEqual(["r1", "r2"]);
  expect(kept([7, 8], "b")).toEqual(["r7", "r8"]);
  expect(kept([2, 3])).toEqual(["r1", "r2", "r3"]);
  expect(kept([4, 5])).toEqual(["r3", "r4", "r5"]);
  expect(kept([9], "b")).toEqual(["r7", "r8", "r9"]);
  expect(kept([])).toEqual(["r3", "r4", "r5"]);
});

test("a sink that accepts again is shown as running, with the error that it had", async () => {
  await using rig = new Rig();
  const sink = new FakeSink();
  sink.onWrite = () => {
    throw new Error("down");
  };
  await rig.start({ sink });
  await rig.append(2);
  await rig.clock.advance(1_200);
  expect(rig.status()).toMatchObject({
    name: "a",
    type: "fake",
    state: "retrying",
    backlog: { reports: 2, bytes: 13, oldestAt: expect.any(Number) },
  });
  sink.onWrite = ACCEPT;
  await rig.idle();
  expect(rig.status()).toMatchObject({ state: "running", lastError: { message: "down" } });
});

test("after a moment in which the journal cannot be read, rows are freed again; it is said once", async () => {
  await using rig = new Rig();
  const sink = new FakeSink();
  await rig.start({ sink });
  const heal = rig.breakReads();
  await rig.clock.advance(2_000);
  heal();
  expect(rig.log.of("error")).toEqual(["backlogs cannot be measured"]);
  for (let row = 0; row < 5; row++) await rig.append(1);
  await rig.idle();
  await rig.clock.advance(60_000);
  expect(sink.accepted).toEqual(ids(5));
  expect(rowsOf(rig.dir)).toHaveLength(1);
});
