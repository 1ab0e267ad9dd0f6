import { expect, test } from "bun:test";
import { FakeSink } from "../../support/fake-sink.ts";
import { turns } from "../../support/manual-clock.ts";
import { rowsOf } from "../journal/support.ts";
import { ids, Rig } from "./support.ts";

const DEFERRED = { deferred: true };

function storedPosition(rig: Rig): number | undefined {
  return rig.stored((store) => store.load("a"))?.position.reports;
}

test("a position is written down only once the sink has synced", async () => {
  await using rig = new Rig();
  const sink = new FakeSink(DEFERRED);
  await rig.start({ sink, settings: { maxAge: 0 } });
  await rig.clock.advance(5_000);
  const gate = Promise.withResolvers<void>();
  sink.onSync = () => gate.promise;
  await rig.append(3);
  await turns();
  expect(sink.accepted).toEqual(ids(3));
  expect(rig.status().delivered).toBe(3);
  await rig.clock.advance(2_000);
  expect([sink.calls.at(-1), storedPosition(rig)]).toEqual(["sync", 0]);
  gate.resolve();
  await turns();
  expect(storedPosition(rig)).toBe(3);
});

test("what was not synced comes again after a loss of power", async () => {
  await using rig = new Rig();
  const sink = new FakeSink(DEFERRED);
  await rig.start({ sink });
  await rig.append(2);
  await rig.clock.advance(5_000);
  sink.onSync = () => {
    throw new Error("disk");
  };
  await rig.append(3);
  await rig.clock.advance(10_000);
  expect(rig.status()).toMatchObject({ delivered: 5, lastError: { message: "disk" } });
  rig.abandon();
  const after = new FakeSink(DEFERRED);
  await rig.start({ sink: after });
  await rig.idle();
  expect(after.accepted).toEqual(ids(3, 3));
  expect(rig.status().delivered).toBe(5);
});

test("the journal keeps what was not synced, and lets it go after", async () => {
  await using rig = new Rig();
  const sink = new FakeSink(DEFERRED);
  let broken = true;
  sink.onSync = () => {
    if (broken) throw new Error("disk");
  };
  await rig.start({ sink });
  for (let row = 0; row < 4; row++) await rig.append();
  await rig.clock.advance(10_000);
  expect(sink.accepted).toEqual(ids(4));
  expect(rowsOf(rig.dir)).toHaveLength(4);
  broken = false;
  await rig.clock.advance(2_000);
  expect(rowsOf(rig.dir)).toHaveLength(1);
});

test("a busy sink is synced now and then, and one that stops at the end", async () => {
  await using rig = new Rig();
  const sink = new FakeSink(DEFERRED);
  await rig.start({ sink });
  for (let second = 0; second < 10; second++) {
    await rig.append(10);
    await rig.clock.advance(1_000);
  }
  const syncs = sink.calls.filter((call) => call === "sync").length;
  expect(syncs).toBeGreaterThanOrEqual(4);
  expect(syncs).toBeLessThanOrEqual(11);
  await rig.append(1);
  await rig.stop();
  expect(sink.calls.slice(-3)).toEqual(["write", "sync", "close"]);
  expect(storedPosition(rig)).toBe(101);
});

test("rows that come while a sink syncs wake it afterwards", async () => {
  await using rig = new Rig();
  const sink = new FakeSink(DEFERRED);
  const gate = Promise.withResolvers<void>();
  sink.onSync = () => gate.promise;
  await rig.start({ sink });
  await rig.append(1);
  await rig.clock.advance(3_000);
  expect(sink.calls.at(-1)).toBe("sync");
  await rig.append(2);
  await turns();
  gate.resolve();
  await rig.clock.advance(2_000);
  expect(sink.accepted).toEqual(ids(3));
});

test("a sync that hangs is shown as hanging", async () => {
  await using rig = new Rig();
  const sink = new FakeSink(DEFERRED);
  sink.onSync = () => new Promise(() => {});
  await rig.start({ sink });
  await rig.append(1);
  await rig.clock.advance(60_000);
  expect(rig.status().state).toBe("hanging");
});

test("a sink whose syncs always fail holds no more than its backlog limit on the disk", async () => {
  await using rig = new Rig();
  const sink = new FakeSink(DEFERRED);
  sink.onSync = () => {
    throw new Error("disk");
  };
  await rig.start({ sink, maxBacklog: 1_000 });
  for (let row = 0; row < 40; row++) {
    await rig.append(1, 96);
    await rig.clock.advance(1_000);
  }
  expect(sink.accepted).toHaveLength(40);
  expect(rowsOf(rig.dir).length).toBeLessThanOrEqual(11);
  // The sink has them: they are let go, and not lost.
  expect(rig.status()).toMatchObject({ delivered: 40, dropped: 0 });
});
