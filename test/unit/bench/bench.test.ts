/** The parts of `make bench` that deliver, with next to nothing to deliver: that they run and notice what is lost. */
import { describe, expect, test } from "bun:test";
import type { SinkPlugin } from "../../../src/sink/sink.ts";
import accept from "../../bench/accept-sink.ts";
import { entryOf, numberOf } from "../../bench/corpus.ts";
import { deliver, makeJournal } from "../../bench/deliver.ts";
import { Gate } from "../../bench/gate.ts";
import { outage } from "../../bench/outage.ts";
import { watch } from "../../bench/watch.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { MemoryLog } from "../../support/memory-log.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { reportOf } from "../delivery/support.ts";

describe("the corpus", () => {
  test("gives each report an id of its own, in order, that its number can be read from", () => {
    const ids = [0, 1, 255, 70_000].map((number) => entryOf(number, 1_000).items[0]?.id ?? "");
    expect(ids.map((id) => numberOf({ id }))).toEqual([0, 1, 255, 70_000]);
    expect(ids).toEqual(ids.toSorted());
  });

  test("is made of reports of about a kilobyte", () => {
    const sizes = Array.from({ length: 500 }, (_, number) => {
      return JSON.stringify(entryOf(number, 0).items[0]?.raw).length;
    });
    const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
    expect(mean).toBeWithin(900, 1_300);
  });
});

describe("a measured delivery", () => {
  test.each([
    { type: "discard", maxReports: 50 },
    { type: "sqlite", maxReports: 50 },
    { type: "accept", child: true, maxReports: 50 },
  ])("of %o says what a report cost", async (sink) => {
    using folder = temporaryFolder();
    const journal = await makeJournal(folder.path, 200);
    const cost = await deliver({ journal, count: 200, warm: 100, ...sink });
    expect(cost.wall).toBeGreaterThan(0);
    expect(cost.cpu).toBeGreaterThan(0);
  });

  test("fails where less arrives than was to be delivered", async () => {
    using folder = temporaryFolder();
    const journal = await makeJournal(folder.path, 10);
    const task = { journal, count: 11, warm: 0, type: "discard", limit: 50 };
    await expect(deliver(task)).rejects.toThrow('"delivered":10');
  });
});

describe("an outage", () => {
  test.each(["discard", "sqlite"] as const)(
    "of %s ends with every report there, once and in order",
    async (type) => {
      const result = await outage({ type, seconds: 4, rate: 25 });
      expect(result.reports).toBe(100);
      expect(result.journalBefore).toBeGreaterThan(0);
    },
  );
});

describe("the gate", () => {
  const numbered = (...numbers: number[]) => {
    const reports = numbers.map((number) => reportOf(entryOf(number, 0).items[0]?.id ?? ""));
    return { id: "batch", reports };
  };
  const signal = new AbortController().signal;

  function open(): { gate: Gate; sink: ReturnType<SinkPlugin["create"]> } {
    const gate = new Gate();
    const clock = new ManualClock();
    const context = { name: "a", log: new MemoryLog(), clock, fetch, dataDir: "" };
    return { gate, sink: watch(accept, gate).create({}, context) };
  }

  test.each([
    { what: "left out", numbers: [0, 2], problem: "Report 2 came where 1 was due." },
    { what: "there twice", numbers: [0, 0], problem: "Report 0 came where 1 was due." },
    { what: "out of order", numbers: [1, 0], problem: "Report 1 came where 0 was due." },
    { what: "missing nowhere", numbers: [0, 1], problem: null },
  ])("sees when a report is $what", async ({ numbers, problem }) => {
    const { gate, sink } = open();
    await sink.write(numbered(...numbers), signal);
    expect(gate.problem).toBe(problem);
  });

  test("lets nothing through while it is down, but for the first batch, whose answer is lost", async () => {
    const { gate, sink } = open();
    gate.goDown();
    await expect(sink.write(numbered(0), signal)).rejects.toThrow("before the answer");
    await expect(sink.write(numbered(0), signal)).rejects.toThrow("is down");
    gate.comeBack();
    await sink.write(numbered(0), signal);
    expect(gate.accepted).toBe(1);
  });
});
