import { expect, test } from "bun:test";
import fc from "fast-check";
import { expandRow, isFor } from "../../../src/delivery/expand.ts";
import { START } from "../../../src/delivery/position.ts";
import { Progress } from "../../../src/delivery/progress.ts";
import { DeliveryStore } from "../../../src/delivery/store.ts";
import type { JournalEntry } from "../../../src/journal/index.ts";
import { FakeSink } from "../../support/fake-sink.ts";
import { MemoryLog } from "../../support/memory-log.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { rowsOf } from "../journal/support.ts";
import { Rig, reportOf } from "./support.ts";

/** A sink's name each; `null` for all sinks. */
type Addressees = readonly string[] | null;

function entryOf(ids: readonly string[], sinks: Addressees): JournalEntry {
  const request = {
    token: null,
    version: null,
    distinctId: null,
    sessionId: null,
    userAgent: null,
  };
  const items = ids.map((id) => ({ id, raw: { type: "test" } }));
  const entry: JournalEntry = { request, project: "shop", receivedAt: 0, items };
  return sinks === null ? entry : { ...entry, sinks };
}

/** Appends entries, each in a commit of its own. Returns the ids that each sink is to have. */
async function fill(rig: Rig, entries: ReadonlyArray<[reports: number, sinks: Addressees]>) {
  rig.decode = expandRow;
  const expected = { a: [] as string[], b: [] as string[] };
  let next = 1;
  for (const [reports, sinks] of entries) {
    const ids = Array.from({ length: reports }, () => `r${next++}`);
    await rig.journal.append({
      project: "shop",
      text: JSON.stringify(entryOf(ids, sinks)),
      reports,
    });
    if (sinks?.includes("a") ?? true) expected.a.push(...ids);
    if (sinks?.includes("b") ?? true) expected.b.push(...ids);
  }
  return expected;
}

const addressees = fc.constantFrom<Addressees>(null, ["a"], ["b"], ["a", "b"], ["gone"], []);

test("each sink gets what is for it, once and in order, and the rows of others hold nothing back", async () => {
  const entries = fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), addressees), { maxLength: 15 });
  await fc.assert(
    fc.asyncProperty(entries, fc.integer({ min: 1, max: 7 }), async (rows, maxReports) => {
      await using rig = new Rig();
      const expected = await fill(rig, rows);
      const [a, b] = [new FakeSink(), new FakeSink()];
      await rig.start({ sink: a, settings: { maxReports } }, { sink: b });
      await rig.idle("a");
      await rig.idle("b");
      expect([a.accepted, b.accepted]).toEqual([expected.a, expected.b]);
      expect(rig.status("a")).toMatchObject({ delivered: expected.a.length, dropped: 0 });
      expect([...a.attempts, ...b.attempts].every(({ reports }) => reports.length > 0)).toBe(true);
      await rig.clock.advance(1_000);
      expect(rowsOf(rig.dir).length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 15 },
  );
}, 30_000);

test("what only others are to have is passed over without a wait and without a write", async () => {
  await using rig = new Rig();
  await fill(rig, [
    [50, ["b"]],
    [3, null],
    [50, ["b"]],
  ]);
  const sink = new FakeSink();
  await rig.start({ sink, settings: { maxReports: 3 } });
  await rig.idle();
  expect(sink.attempts.map(({ reports }) => reports.map(({ id }) => id))).toEqual([
    ["r51", "r52", "r53"],
  ]);
  expect(rig.status().delivered).toBe(3);
});

test("a report that is refused among those of others becomes the dead letter, and a poisonous one too", async () => {
  await using rig = new Rig();
  await fill(rig, [
    [2, ["b"]],
    [1, null],
    [2, ["b"]],
    [3, ["a"]],
    [4, ["b"]],
    [2, null],
  ]);
  const sink = new FakeSink();
  sink.onWrite = ({ reports }) => {
    if (reports.some(({ id }) => id === "r7")) throw new Error("poison");
    const index = reports.findIndex(({ id }) => id === "r3");
    return index < 0 ? {} : { rejected: [{ index, reason: "refused" }] };
  };
  await rig.start({ sink });
  await rig.clock.advanceUntil(() => rig.status().backlog.reports === 0, 60_000);
  expect(rig.deadLetters().toSorted()).toEqual([
    ["r3", "refused"],
    ["r7", "poison"],
  ]);
  expect(sink.distinct.filter((id) => id !== "r3")).toEqual(["r6", "r8", "r13", "r14"]);
});

test("what was given up while it was written is counted as dropped and becomes no dead letter", async () => {
  using folder = temporaryFolder();
  const store = new DeliveryStore(folder.path, "os");
  const log = new MemoryLog();
  const record = { epoch: "e", position: START, delivered: 0, rejected: 0, dropped: 0 };
  const progress = new Progress({ name: "a", store, record, deferred: false, now: () => 0, log });
  const reports = ["r3", "r6", "r7"].map(reportOf);
  const to = { seq: 2, offset: 0, reports: 8, bytes: 80 };
  const slice = { reports, span: 8, places: [2, 5, 6], to, oldestAt: 0, full: true };
  // The first row, of six reports, is too much for the backlog: two of these are among them.
  expect(progress.skipTo({ seq: 1, offset: 0, reports: 6, bytes: 60 })).toBe(6);
  const refusals = reports.map((_, index) => ({ index, reason: "no" }));
  progress.settle(slice, refusals.slice(1));
  expect(progress.totals).toEqual({ delivered: 0, rejected: 1, dropped: 6 });
  expect(progress.position).toEqual(to);
  store.close();
});

test("without names a report is for every sink", () => {
  const reports = expandRow(JSON.stringify([entryOf(["r1"], null), entryOf(["r2"], ["a"])]));
  expect(reports.map((report) => [isFor(report, "a"), isFor(report, "b")])).toEqual([
    [true, true],
    [true, false],
  ]);
});
