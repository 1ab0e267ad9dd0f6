import { expect, test } from "bun:test";
import fc from "fast-check";
import { type Batch, SinkError } from "../../../src/sink/index.ts";
import { FakeSink } from "../../support/fake-sink.ts";
import { ids, Rig } from "./support.ts";

const HOUR = 3_600_000;

/** Fails for every batch that holds one of them. */
function poisonedBy(poison: readonly string[]) {
  return ({ reports }: Batch) => {
    const found = reports.find(({ id }) => poison.includes(id));
    if (found) throw new Error(`cannot take ${found.id}`);
    return {};
  };
}

test("a poisonous report is found, kept as a dead letter once, and the others all arrive", async () => {
  await using rig = new Rig();
  const sink = new FakeSink();
  sink.onWrite = poisonedBy(["r7"]);
  await rig.start({ sink });
  await rig.append(25);
  await rig.clock.advanceUntil(() => rig.status().backlog.reports === 0, 24 * HOUR);
  expect(sink.distinct).toEqual(ids(25).filter((id) => id !== "r7"));
  expect(rig.status()).toMatchObject({ delivered: 24, rejected: 1, deadLetters: 1, dropped: 0 });
  expect(rig.deadLetters()).toEqual([["r7", "cannot take r7"]]);
});

test("wherever the poison is, each report either arrives or is a dead letter, and only the poison is", async () => {
  const poison = fc.uniqueArray(fc.integer({ min: 1, max: 29 }), { maxLength: 4 });
  const size = fc.constantFrom(1, 2, 3, 7, 30);
  // Neighbours are the hard case: the next report proves nothing then.
  await fc.assert(
    fc.asyncProperty(poison, size, async (numbers, maxReports) => {
      await using rig = new Rig();
      const sink = new FakeSink();
      const poisonous = numbers.map((number) => `r${number}`);
      sink.onWrite = poisonedBy(poisonous);
      await rig.start({ sink, settings: { maxReports, retry: { min: 10, max: 100 } } });
      await rig.append(20);
      await rig.append(10);
      await rig.clock.advanceUntil(() => rig.status().backlog.reports === 0, 1_000 * HOUR);
      expect(sink.distinct.toSorted()).toEqual(
        ids(30)
          .filter((id) => !poisonous.includes(id))
          .toSorted(),
      );
      expect(
        rig
          .deadLetters()
          .map(([id]) => id)
          .toSorted(),
      ).toEqual(poisonous.toSorted());
      const { delivered, rejected } = rig.status();
      expect([delivered, rejected]).toEqual([30 - poisonous.length, poisonous.length]);
    }),
    { numRuns: 12 },
  );
}, 60_000);

test("neighbours that are all poisonous are found as well", async () => {
  await using rig = new Rig();
  const sink = new FakeSink();
  const poisonous = ids(9, 4);
  sink.onWrite = poisonedBy(poisonous);
  await rig.start({ sink, settings: { retry: { min: 10, max: 100 } } });
  await rig.append(25);
  await rig.clock.advanceUntil(() => rig.status().backlog.reports === 0);
  expect(rig.deadLetters().map(([id]) => id)).toEqual(poisonous);
  expect(sink.distinct.toSorted()).toEqual([...ids(3), ...ids(13, 13)].toSorted());
  expect(rig.status()).toMatchObject({ delivered: 16, rejected: 9 });
});

test("the last report of all is kept trying for: nothing proves that the sink is healthy", async () => {
  await using rig = new Rig();
  const sink = new FakeSink();
  sink.onWrite = poisonedBy(["r3"]);
  await rig.start({ sink });
  await rig.append(3);
  await rig.clock.advance(24 * HOUR);
  expect(rig.status()).toMatchObject({ state: "retrying", delivered: 2, deadLetters: 0 });
  await rig.append(1);
  await rig.clock.advanceUntil(() => rig.status().backlog.reports === 0, HOUR);
  expect(rig.deadLetters()).toEqual([["r3", "cannot take r3"]]);
  expect(sink.distinct).toEqual(["r1", "r2", "r4"]);
}, 30_000);

test("a sink that is down for a day costs nothing: everything arrives, in order", async () => {
  await using rig = new Rig();
  const sink = new FakeSink();
  let down = true;
  sink.onWrite = () => {
    if (down) throw new Error("down");
    return {};
  };
  await rig.start({ sink });
  for (let hour = 0; hour < 24; hour++) {
    await rig.append(2);
    await rig.clock.advance(HOUR);
  }
  down = false;
  await rig.idle();
  expect(sink.accepted).toEqual(ids(48));
  expect(rig.status()).toMatchObject({ delivered: 48, rejected: 0, deadLetters: 0 });
}, 30_000);

test("a sink that comes back at any moment gets every report, and none becomes a dead letter", async () => {
  for (let failures = 1; failures <= 24; failures++) {
    await using rig = new Rig();
    const sink = new FakeSink();
    let left = failures;
    sink.onWrite = () => {
      if (left-- > 0) throw new Error("down");
      return {};
    };
    await rig.start({ sink, settings: { maxReports: 4 } });
    await rig.append(9);
    await rig.idle();
    expect(sink.distinct.toSorted()).toEqual(ids(9));
    expect(rig.deadLetters()).toEqual([]);
  }
}, 30_000);

test("a sink that asks for time is believed, however often and whatever passes in between", async () => {
  await using rig = new Rig();
  const sink = new FakeSink();
  sink.onWrite = ({ reports }) => {
    if (reports[0]?.id === "r1") throw new SinkError("slow down", { retryAfter: 10 });
    return {};
  };
  await rig.start({ sink, settings: { maxReports: 1 } });
  await rig.append(3);
  await rig.clock.advance(HOUR);
  expect(rig.deadLetters()).toEqual([]);
  expect(rig.status()).toMatchObject({ state: "retrying", deadLetters: 0 });
});

/** Rejects once the host gives up, also when it has already. */
function givenUp(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}

test("stopping while a suspect is tried accuses no report", async () => {
  await using rig = new Rig();
  const sink = new FakeSink();
  let stopping = false;
  let late = 0;
  sink.onWrite = ({ reports }, signal) => {
    if (!stopping) throw new Error("down");
    if (signal.aborted) late++;
    // From here on everything behind it would pass.
    return reports[0]?.id === "r1" ? givenUp(signal) : {};
  };
  await rig.start({ sink, settings: { maxReports: 1, retry: { min: 10, max: 100 } } });
  await rig.append(3);
  await rig.clock.advanceUntil(() => sink.attempts.length > 6);
  stopping = true;
  await rig.stop(10_000);
  expect(rig.deadLetters()).toEqual([]);
  // What has been given up is not tried once more on the way out.
  expect(late).toBe(0);
});

test("stopping after its witness has passed accuses no report", async () => {
  await using rig = new Rig();
  const sink = new FakeSink();
  sink.onWrite = ({ reports }, signal) => {
    if (reports[0]?.id !== "r1") return {};
    if (sink.accepted.length > 0) return givenUp(signal);
    throw new Error("down");
  };
  await rig.start({ sink, settings: { maxReports: 1, retry: { min: 10, max: 100 } } });
  await rig.append(3);
  await rig.clock.advanceUntil(() => sink.accepted.length > 0);
  await rig.stop(100);
  expect(rig.deadLetters()).toEqual([]);
});

test("exactly what a sink rejects becomes dead letters, with its reasons", async () => {
  await using rig = new Rig();
  const sink = new FakeSink();
  sink.onWrite = ({ reports }) => ({
    rejected: reports.flatMap(({ id }, index) =>
      Number(id.slice(1)) % 4 === 0 ? [{ index, reason: `no ${id}` }] : [],
    ),
  });
  await rig.start({ sink });
  await rig.append(13);
  await rig.idle();
  expect(rig.deadLetters()).toEqual([
    ["r4", "no r4"],
    ["r8", "no r8"],
    ["r12", "no r12"],
  ]);
  expect(rig.status()).toMatchObject({ delivered: 10, rejected: 3, deadLetters: 3 });
  expect(sink.accepted).toEqual(ids(13).filter((id) => !["r4", "r8", "r12"].includes(id)));
});
