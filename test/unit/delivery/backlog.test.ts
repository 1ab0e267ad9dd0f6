import { expect, test } from "bun:test";
import { SinkError } from "../../../src/sink/index.ts";
import { ACCEPT, FakeSink, Hang } from "../../support/fake-sink.ts";
import { codeOf, rowsOf } from "../journal/support.ts";
import { Rig } from "./support.ts";

/** A row of one report is 100 bytes: `[["…96…"]]` less what JSON adds. */
const PADDING = 94;
const ROW = 100;
const LIMIT = 10 * ROW;

async function appendRows(rig: Rig, rows: number): Promise<void> {
  for (let row = 0; row < rows; row++) await rig.append(1, PADDING);
}

const DOWN = () => {
  throw new Error("down");
};

test("a sink that is down keeps the newest reports within its limit, and the others are counted, loudly", async () => {
  await using rig = new Rig();
  const [down, healthy] = [new FakeSink(), new FakeSink()];
  down.onWrite = DOWN;
  await rig.start({ sink: down, maxBacklog: LIMIT }, { sink: healthy });
  await appendRows(rig, 10);
  await rig.clock.advance(1_000);
  expect(rig.status("a")).toMatchObject({ dropped: 0, backlog: { reports: 10, bytes: 1_000 } });
  await appendRows(rig, 1);
  await rig.clock.advance(1_000);
  // Cut to nine tenths, so that it is not cut again by the next report.
  expect(rig.status("a")).toMatchObject({ dropped: 2, backlog: { reports: 9, bytes: 900 } });
  expect(rig.log.lines.filter(({ level }) => level === "error")).toMatchObject([
    { fields: { dropped: 2, state: "retrying" } },
  ]);
  await appendRows(rig, 50);
  await rig.clock.advance(1_000);
  expect(rowsOf(rig.dir).length).toBeLessThanOrEqual(10);
  down.onWrite = ACCEPT;
  await rig.idle("a");
  const { delivered, rejected, dropped } = rig.status("a");
  expect([delivered + dropped, rejected]).toEqual([61, 0]);
  expect(down.accepted).toEqual(healthy.accepted.slice(-delivered));
  expect(rig.status("b")).toMatchObject({ delivered: 61, dropped: 0 });
});

test("what was dropped stays counted after a restart", async () => {
  await using rig = new Rig();
  const sink = new FakeSink();
  sink.onWrite = DOWN;
  await rig.start({ sink, maxBacklog: LIMIT });
  await appendRows(rig, 20);
  await rig.clock.advance(1_000);
  const { dropped } = rig.status();
  expect(dropped).toBe(11);
  await rig.stop(0);
  await rig.start({ sink, maxBacklog: LIMIT });
  expect(rig.status()).toMatchObject({ dropped, backlog: { reports: 9 } });
});

test("a sink that was stopped by a fatal error fills no disk either", async () => {
  await using rig = new Rig();
  const sink = new FakeSink();
  sink.onWrite = () => {
    throw new SinkError("wrong key", { fatal: true });
  };
  await rig.start({ sink, maxBacklog: LIMIT });
  await appendRows(rig, 1);
  await rig.clock.advance(2_000);
  expect(rig.status().state).toBe("stopped");
  await appendRows(rig, 30);
  await rig.clock.advance(1_000);
  expect(rowsOf(rig.dir).length).toBeLessThanOrEqual(10);
  expect(rig.status()).toMatchObject({ dropped: 22, backlog: { reports: 9 } });
});

test("reports given up while their write hangs are dropped, once, whatever it answers in the end", async () => {
  await using rig = new Rig();
  const sink = new FakeSink();
  const hang = new Hang();
  sink.onWrite = hang.write;
  await rig.start({ sink, maxBacklog: LIMIT });
  await appendRows(rig, 4);
  await rig.clock.advance(2_000);
  await appendRows(rig, 9);
  await rig.clock.advance(1_000);
  // Four are under way; nine of thirteen fit.
  expect(rig.status()).toMatchObject({ dropped: 4, delivered: 0, backlog: { reports: 9 } });
  sink.onWrite = ACCEPT;
  hang.release({ rejected: [{ index: 1, reason: "no" }] });
  await rig.idle();
  expect(rig.status()).toMatchObject({ dropped: 4, delivered: 9, rejected: 0, deadLetters: 0 });
});

test("of a batch that was given up in part, only the rest counts as delivered or rejected", async () => {
  await using rig = new Rig();
  const sink = new FakeSink();
  const hang = new Hang();
  sink.onWrite = hang.write;
  await rig.start({ sink, maxBacklog: LIMIT });
  await appendRows(rig, 6);
  await rig.clock.advance(2_000);
  await appendRows(rig, 7);
  await rig.clock.advance(1_000);
  expect(rig.status()).toMatchObject({ dropped: 4, backlog: { reports: 9 } });
  sink.onWrite = ACCEPT;
  hang.release({
    rejected: [
      { index: 0, reason: "too late" },
      { index: 5, reason: "no" },
    ],
  });
  await rig.idle();
  expect(rig.status()).toMatchObject({ dropped: 4, delivered: 8, rejected: 1, deadLetters: 1 });
});

test("block refuses appends while the sink is full, and takes them again once it has caught up", async () => {
  await using rig = new Rig();
  const sink = new FakeSink();
  sink.onWrite = DOWN;
  await rig.start({ sink, maxBacklog: LIMIT, onFull: "block" });
  await appendRows(rig, 11);
  expect(rig.journal.state).toBe("ok");
  await rig.clock.advance(250);
  expect(rig.journal.state).toBe("blocked");
  const refused = rig.journal.append({ project: "shop", text: "[]", reports: 1 });
  expect(await codeOf(refused)).toBe("journal_unavailable");
  sink.onWrite = ACCEPT;
  await rig.idle();
  await rig.clock.advance(250);
  expect(rig.journal.state).toBe("ok");
  expect(sink.accepted).toHaveLength(11);
  expect(rig.status().dropped).toBe(0);
});

test("a delivery that starts anew takes back what the one before it had blocked", async () => {
  await using rig = new Rig();
  const sink = new FakeSink();
  sink.onWrite = DOWN;
  await rig.start({ sink, maxBacklog: LIMIT, onFull: "block" });
  await appendRows(rig, 11);
  await rig.clock.advance(250);
  expect(rig.journal.state).toBe("blocked");
  // As when its thread dies: nobody takes anything back.
  rig.abandon();
  await rig.start({ sink, maxBacklog: 2 * LIMIT, onFull: "block" });
  await rig.clock.advance(250);
  expect(rig.journal.state).toBe("ok");
});

test("one report larger than the whole limit is dropped alone", async () => {
  await using rig = new Rig();
  const sink = new FakeSink();
  sink.onWrite = DOWN;
  await rig.start({ sink, maxBacklog: LIMIT });
  await rig.append(1, 3_000);
  await rig.clock.advance(1_000);
  expect(rig.status()).toMatchObject({ dropped: 1, backlog: { reports: 0, bytes: 0 } });
  sink.onWrite = ACCEPT;
  await rig.append(1, PADDING);
  await rig.idle();
  expect(rig.status()).toMatchObject({ dropped: 1, delivered: 1 });
});
