import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { DELIVERY_FILE } from "../../../src/delivery/index.ts";
import { type Batch, SinkError } from "../../../src/sink/index.ts";
import { ACCEPT, FakeSink, Hang } from "../../support/fake-sink.ts";
import { turns } from "../../support/manual-clock.ts";
import { ids, Rig, type RigSink } from "./support.ts";

const MINUTE = 60_000;

const DOWN = () => {
  throw new Error("down");
};

/** Rejects every report that is among them. */
function rejecting(refused: readonly string[], reason = "no") {
  return ({ reports }: Batch) => ({
    rejected: reports.flatMap(({ id }, index) => (refused.includes(id) ? [{ index, reason }] : [])),
  });
}

/** Fails for every batch that holds one of them. */
function poisonedBy(poison: readonly string[]) {
  return ({ reports }: Batch) => {
    const found = reports.find(({ id }) => poison.includes(id));
    if (found) throw new Error(`cannot take ${found.id}`);
    return {};
  };
}

/** A sink that has refused that many reports, `r1` and on, and accepts everything from now on. */
async function withLetters(
  rig: Rig,
  count: number,
  settings: RigSink["settings"] = {},
  sink = new FakeSink(),
): Promise<FakeSink> {
  const refused = ids(count);
  sink.onWrite = rejecting(refused);
  await rig.start({ sink, settings });
  await rig.append(count);
  await rig.idle();
  sink.onWrite = ACCEPT;
  return sink;
}

/** Lets time pass until no letter waits for its replay. */
function replayed(rig: Rig, limit?: number): Promise<void> {
  return rig.clock.advanceUntil(() => rig.status().replaying === 0, limit);
}

/** What must hold at every moment. */
function expectTrueCounts(rig: Rig, kept: number): void {
  const { delivered, rejected, dropped, deadLetters, ...rest } = rig.status();
  expect(delivered + rejected + dropped + rest.backlog.reports).toBe(kept);
  expect(deadLetters + rest.replayed + rest.discarded).toBe(rejected);
}

describe("a replay", () => {
  test("writes all letters again, oldest first; accepted ones are gone and counted", async () => {
    await using rig = new Rig();
    const sink = await withLetters(rig, 25);
    expect(rig.status()).toMatchObject({ rejected: 25, deadLetters: 25, replaying: 0 });
    expect(rig.desk.replay("a", "all")).toBe(25);
    expect(rig.status().replaying).toBe(25);
    expect(rig.desk.replay("a", "all")).toBe(0);
    await replayed(rig);
    expect(sink.accepted).toEqual(ids(25));
    expect(rig.letters()).toEqual([]);
    expect(rig.status()).toMatchObject({
      delivered: 0,
      rejected: 25,
      deadLetters: 0,
      replayed: 25,
      discarded: 0,
    });
    expectTrueCounts(rig, 25);
    expect(rig.log.lines.at(-1)).toMatchObject({
      message: "dead letters were replayed",
      fields: { replayed: 25, refused: 0 },
    });
  });

  test("of some leaves the others", async () => {
    await using rig = new Rig();
    const sink = await withLetters(rig, 5);
    const [, second, , fourth] = rig.letters().map(({ id }) => id);
    expect(rig.desk.replay("a", [fourth ?? 0, second ?? 0, 999])).toBe(2);
    await replayed(rig);
    expect(sink.accepted).toEqual(["r2", "r4"]);
    expect(rig.deadLetters().map(([id]) => id)).toEqual(["r1", "r3", "r5"]);
    expectTrueCounts(rig, 5);
  });

  test("keeps what is rejected again, with the new reason, time and count", async () => {
    await using rig = new Rig();
    const sink = await withLetters(rig, 3);
    sink.onWrite = rejecting(["r2"], "still no");
    await rig.clock.advance(MINUTE);
    const at = rig.clock.now();
    rig.desk.replay("a", "all");
    await replayed(rig);
    expect(rig.letters()).toMatchObject([
      { reportId: "r2", reason: "still no", at, attempts: 2, state: "dead" },
    ]);
    expect(rig.status()).toMatchObject({ rejected: 3, replayed: 2, deadLetters: 1 });
    await rig.clock.advance(60 * MINUTE);
    expect(sink.attempts.filter(({ id }) => id.startsWith("replay."))).toHaveLength(1);
    rig.desk.replay("a", "all");
    await replayed(rig);
    expect(rig.letters()).toMatchObject([{ attempts: 3 }]);
    expectTrueCounts(rig, 3);
  });

  test("keeps to the limits of batches, in reports and in bytes", async () => {
    await using rig = new Rig();
    const sink = await withLetters(rig, 30, { maxReports: 7 });
    rig.desk.replay("a", "all");
    await replayed(rig);
    const sizes = sink.attempts.slice(-5).map(({ reports }) => reports.length);
    expect(sizes).toEqual([7, 7, 7, 7, 2]);
    await rig.stop();
    sink.onWrite = rejecting(ids(9, 31));
    await rig.start({ sink, settings: { maxBytes: 1_000 } });
    await rig.append(9);
    await rig.idle();
    sink.onWrite = ACCEPT;
    sink.attempts.length = 0;
    rig.desk.replay("a", "all");
    await replayed(rig);
    // A report of these is 300 to 500 bytes.
    for (const { reports } of sink.attempts) expect(reports.length).toBeLessThanOrEqual(3);
    expect(sink.attempts.length).toBeGreaterThanOrEqual(3);
  });

  test("of a letter larger than any batch writes it alone", async () => {
    await using rig = new Rig();
    const sink = await withLetters(rig, 3, { maxBytes: 100 });
    rig.desk.replay("a", "all");
    await replayed(rig);
    expect(sink.accepted).toEqual(ids(3));
  });

  test("of thousands takes turns with the journal, whose reports stay in order", async () => {
    await using rig = new Rig();
    const sink = await withLetters(rig, 5_000, { maxReports: 100 });
    const order: string[] = [];
    sink.onWrite = ({ id }) => {
      order.push(id.startsWith("replay.") ? "letters" : "journal");
      return {};
    };
    await rig.append(1_000);
    rig.desk.replay("a", "all");
    await replayed(rig);
    expect(order.slice(0, 20)).toEqual(Array(10).fill(["journal", "letters"]).flat());
    expect(sink.accepted.filter((id) => Number(id.slice(1)) > 5_000)).toEqual(ids(1_000, 5_001));
    expect(sink.distinct).toHaveLength(6_000);
    expect(rig.status()).toMatchObject({ delivered: 1_000, replayed: 5_000, deadLetters: 0 });
    expectTrueCounts(rig, 6_000);
  }, 30_000);

  test("has a batch id that no other batch has", async () => {
    await using rig = new Rig();
    const sink = await withLetters(rig, 4);
    const [first, second, third] = rig.letters().map(({ id }) => id);
    const seen = new Set(sink.attempts.map(({ id }) => id));
    for (const choice of [[first ?? 0, second ?? 0], [third ?? 0]]) {
      rig.desk.replay("a", choice);
      await replayed(rig);
      const id = sink.attempts.at(-1)?.id ?? "";
      expect(seen).not.toContain(id);
      seen.add(id);
    }
  });

  test("goes on after a restart, and nothing that was accepted comes again", async () => {
    await using rig = new Rig();
    const sink = await withLetters(rig, 40);
    let batches = 0;
    sink.onWrite = () => {
      if (++batches > 2) throw new Error("down");
      return {};
    };
    rig.desk.replay("a", "all");
    await rig.clock.advanceUntil(() => batches === 3);
    await rig.stop();
    expect(rig.letters().map(({ state }) => state)).toEqual(Array(20).fill("replaying"));
    sink.onWrite = ACCEPT;
    await rig.start({ sink });
    await replayed(rig);
    expect(sink.accepted).toEqual(ids(40));
    expect(rig.status()).toMatchObject({ replayed: 40 });
    expectTrueCounts(rig, 40);
  });

  test("that is stopped in the middle of a write loses nothing", async () => {
    await using rig = new Rig();
    const sink = await withLetters(rig, 15);
    const hang = new Hang();
    sink.onWrite = hang.write;
    rig.desk.replay("a", "all");
    await turns();
    await rig.stop(100);
    hang.release();
    await turns();
    expect(rig.letters()).toHaveLength(15);
    sink.onWrite = ACCEPT;
    await rig.start({ sink });
    await replayed(rig);
    expect(sink.distinct.toSorted()).toEqual(ids(15).toSorted());
    expectTrueCounts(rig, 15);
  });

  test("does not keep the process from stopping", async () => {
    await using rig = new Rig();
    const sink = await withLetters(rig, 1_000);
    rig.desk.replay("a", "all");
    await rig.stop();
    expect(sink.accepted.length).toBeLessThan(1_000);
    expect(rig.letters()).toHaveLength(1_000 - sink.accepted.length);
  });

  test("after a crash between the sink's answer and the disk's writes those letters again", async () => {
    await using rig = new Rig();
    const sink = await withLetters(rig, 4);
    const gate = Promise.withResolvers<void>();
    sink.onWrite = async () => {
      await gate.promise;
      return {};
    };
    rig.desk.replay("a", "all");
    await turns();
    rig.abandon();
    sink.onWrite = ACCEPT;
    await rig.start({ sink });
    await replayed(rig);
    expect(sink.distinct).toEqual(ids(4));
    expect(rig.status().replayed).toBe(4);
  });

  test("waits until a sink that could not be opened runs", async () => {
    await using rig = new Rig();
    const sink = await withLetters(rig, 3);
    await rig.stop();
    let failures = 3;
    sink.onOpen = () => {
      if (failures-- > 0) throw new Error("not yet");
    };
    await rig.start({ sink });
    rig.desk.replay("a", "all");
    expect(rig.status().state).toBe("opening");
    await replayed(rig);
    expect(sink.accepted).toEqual(ids(3));
  });
});

describe("while letters fail", () => {
  test("the journal is delivered as ever", async () => {
    await using rig = new Rig();
    const sink = await withLetters(rig, 20);
    sink.onWrite = poisonedBy(ids(20));
    rig.desk.replay("a", "all");
    const since = rig.clock.now();
    for (let row = 0; row < 50; row++) {
      await rig.append(10);
      await rig.clock.advance(100);
      expect(rig.status()).toMatchObject({ state: "running", backlog: { reports: 0 } });
    }
    expect(sink.accepted).toEqual(ids(500, 21));
    const tries = sink.attempts.filter(({ id }) => id.startsWith("replay."));
    expect(tries.length).toBeLessThanOrEqual((rig.clock.now() - since) / 500 + 1);
    expect(rig.status().lastError?.message).toStartWith("Replay of dead letters: cannot take ");
    expectTrueCounts(rig, 520);
  });

  test("the poisonous one is found and dead again, the others arrive", async () => {
    await using rig = new Rig();
    const sink = await withLetters(rig, 25);
    sink.onWrite = poisonedBy(["r7"]);
    rig.desk.replay("a", "all");
    for (let minute = 0; rig.status().replaying > 0; minute++) {
      if (minute > 60) throw new Error("never done");
      await rig.append(10);
      await rig.clock.advance(MINUTE);
    }
    expect(rig.letters()).toMatchObject([
      { reportId: "r7", reason: "cannot take r7", attempts: 2, state: "dead" },
    ]);
    expect(rig.status()).toMatchObject({ rejected: 25, replayed: 24, state: "running" });
  });

  test("it is found, too, while the journal has nothing", async () => {
    await using rig = new Rig();
    const sink = await withLetters(rig, 12);
    sink.onWrite = poisonedBy(["r1", "r2"]);
    rig.desk.replay("a", "all");
    await replayed(rig, 24 * 60 * MINUTE);
    expect(rig.deadLetters().map(([id]) => id)).toEqual(["r1", "r2"]);
    expect(sink.distinct.toSorted()).toEqual(ids(10, 3).toSorted());
    expectTrueCounts(rig, 12);
  });

  test("that all are poisonous ends, soon where the journal shows the sink to be well", async () => {
    await using rig = new Rig();
    const sink = await withLetters(rig, 60);
    sink.onWrite = poisonedBy(ids(60));
    rig.desk.replay("a", "all");
    let seconds = 0;
    for (; rig.status().replaying > 0 && seconds < 600; seconds++) {
      await rig.append(10);
      await rig.clock.advance(1_000);
    }
    expect(seconds).toBeLessThan(300);
    expect(rig.letters().every(({ state, attempts }) => state === "dead" && attempts === 2)).toBe(
      true,
    );
  });

  test("a sink that is down for an hour, journal and all, gives up none of them", async () => {
    await using rig = new Rig();
    const sink = await withLetters(rig, 30);
    sink.onWrite = DOWN;
    await rig.append(10);
    rig.desk.replay("a", "all");
    await rig.clock.advance(60 * MINUTE);
    expect(rig.status()).toMatchObject({ state: "retrying", replaying: 30 });
    sink.onWrite = ACCEPT;
    await replayed(rig);
    expect(rig.letters()).toEqual([]);
    expect(sink.distinct).toHaveLength(40);
  });

  test("a sink that asks for time gets it, and accuses no letter", async () => {
    await using rig = new Rig();
    const sink = await withLetters(rig, 1);
    const times: number[] = [];
    sink.onWrite = () => {
      times.push(rig.clock.now());
      throw new SinkError("slow down", { retryAfter: 10 * MINUTE });
    };
    rig.desk.replay("a", "all");
    await rig.clock.advance(5 * 60 * MINUTE);
    expect(times.length).toBeGreaterThan(20);
    expect(new Set(times.map((at, index) => at - (times[index - 1] ?? at - 10 * MINUTE)))).toEqual(
      new Set([10 * MINUTE]),
    );
    expect(rig.letters()).toMatchObject([{ state: "replaying", attempts: 1 }]);
  });

  test("a write that takes long is followed by a pause that is longer", async () => {
    await using rig = new Rig();
    const sink = await withLetters(rig, 1);
    const times: number[] = [];
    sink.onWrite = async () => {
      times.push(rig.clock.now());
      await rig.clock.sleep(20_000);
      throw new Error("slow and no");
    };
    rig.desk.replay("a", "all");
    await rig.clock.advanceUntil(() => times.length === 2);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBe(200_000);
  });

  test("a fatal error stops the sink, but not a second time: those letters are dead again", async () => {
    await using rig = new Rig();
    const sink = await withLetters(rig, 15);
    sink.onWrite = () => {
      throw new SinkError("wrong key", { fatal: true });
    };
    rig.desk.replay("a", "all");
    await rig.clock.advance(MINUTE);
    expect(rig.status()).toMatchObject({ state: "stopped", lastError: { message: "wrong key" } });
    expect(rig.letters().map(({ state }) => state)).toEqual([
      ...Array(10).fill("dead"),
      ...Array(5).fill("replaying"),
    ]);
    expect(sink.calls.at(-1)).toBe("close");
  });
});

describe("dropping", () => {
  test("some or all deletes them and counts them, once", async () => {
    await using rig = new Rig();
    await withLetters(rig, 12);
    const [first, second] = rig.letters().map(({ id }) => id);
    expect(rig.desk.drop("a", [first ?? 0, second ?? 0, first ?? 0])).toBe(2);
    expect(rig.status()).toMatchObject({ deadLetters: 10, discarded: 2 });
    expect(rig.desk.drop("a", "all")).toBe(10);
    expect(rig.desk.drop("a", "all")).toBe(0);
    expect(rig.status()).toMatchObject({ rejected: 12, deadLetters: 0, discarded: 12 });
    expect(rig.log.lines.filter(({ message }) => message.includes("dropped"))).toMatchObject([
      { fields: { letters: 2 } },
      { fields: { letters: 10 } },
    ]);
    expectTrueCounts(rig, 12);
  });

  test("while they are being replayed deletes what is not written yet, and counts each once", async () => {
    await using rig = new Rig();
    const sink = await withLetters(rig, 30);
    const hang = new Hang();
    sink.onWrite = hang.write;
    rig.desk.replay("a", "all");
    await turns();
    expect(rig.desk.drop("a", "all")).toBe(30);
    sink.onWrite = ACCEPT;
    hang.release({ rejected: [{ index: 3, reason: "no" }] });
    await rig.clock.advance(MINUTE);
    expect(rig.status()).toMatchObject({
      deadLetters: 0,
      replaying: 0,
      replayed: 0,
      discarded: 30,
    });
    expect(sink.attempts.filter(({ id }) => id.startsWith("replay."))).toHaveLength(1);
    expectTrueCounts(rig, 30);
  });
});

describe("the letters of a sink that left the configuration", () => {
  test("can be listed, shown and dropped, but not replayed", async () => {
    await using rig = new Rig();
    await withLetters(rig, 3);
    await rig.stop();
    await rig.start({ sink: new FakeSink(), name: "other" });
    expect(rig.desk.holders()).toMatchObject([
      { sink: "other", configured: true, deadLetters: 0 },
      { sink: "a", configured: false, deadLetters: 3 },
    ]);
    const [letter] = rig.desk.list("a", { before: null, limit: 10 });
    expect(rig.desk.get("a", letter?.id ?? 0).report.id).toBe("r3");
    expect(() => rig.desk.replay("a", "all")).toThrow(
      expect.objectContaining({ code: "sink_not_configured" }),
    );
    expect(rig.desk.drop("a", "all")).toBe(3);
    expect(rig.desk.holders()).toHaveLength(1);
  });

  test("marked before it left are replayed when it returns", async () => {
    await using rig = new Rig();
    const sink = await withLetters(rig, 3);
    sink.onWrite = DOWN;
    rig.desk.replay("a", "all");
    await rig.stop();
    await rig.start({ sink: new FakeSink(), name: "other" });
    await rig.clock.advance(MINUTE);
    await rig.stop();
    sink.onWrite = ACCEPT;
    await rig.start({ sink });
    await replayed(rig);
    expect(sink.accepted).toEqual(ids(3));
  });

  test("and of one that never was are told apart", async () => {
    await using rig = new Rig();
    await rig.start({ sink: new FakeSink() });
    const unknown = expect.objectContaining({ code: "sink_unknown" });
    expect(() => rig.desk.list("b", { before: null, limit: 1 })).toThrow(unknown);
    expect(() => rig.desk.get("b", 1)).toThrow(unknown);
    expect(() => rig.desk.drop("b", "all")).toThrow(unknown);
    expect(() => rig.desk.replay("b", "all")).toThrow(unknown);
    expect(() => rig.desk.get("a", 1)).toThrow(
      expect.objectContaining({ code: "dead_letter_not_found" }),
    );
  });
});

describe("a disk that refuses", () => {
  /** Refuses to delete or change dead letters, until the returned function is called. */
  function refuse(rig: Rig): () => void {
    const run = (sql: string) => {
      using db = new Database(join(rig.dir, DELIVERY_FILE));
      db.run(sql);
    };
    const refusal = "BEGIN SELECT RAISE(ROLLBACK, 'no space left, says the test'); END";
    run(`CREATE TRIGGER no_delete BEFORE DELETE ON dead_letter ${refusal}`);
    run(`CREATE TRIGGER no_mark BEFORE INSERT ON replay ${refusal}`);
    return () => run("DROP TRIGGER no_delete; DROP TRIGGER no_mark");
  }

  test("marks and drops nothing, and says so", async () => {
    await using rig = new Rig();
    await withLetters(rig, 3);
    const heal = refuse(rig);
    const refused = expect.objectContaining({ code: "delivery_unavailable" });
    expect(() => rig.desk.replay("a", "all")).toThrow(refused);
    expect(() => rig.desk.drop("a", [1])).toThrow(refused);
    expect(rig.status()).toMatchObject({ deadLetters: 3, replaying: 0, discarded: 0 });
    heal();
    expect(rig.desk.drop("a", [1])).toBe(1);
  });

  test("makes no letter be written twice: what the sink has said is written down later", async () => {
    await using rig = new Rig();
    const sink = await withLetters(rig, 12);
    rig.desk.replay("a", "all");
    const heal = refuse(rig);
    await rig.append(10);
    await rig.clock.advance(5 * MINUTE);
    expect(rig.status()).toMatchObject({ replaying: 12, replayed: 0, delivered: 10 });
    heal();
    await replayed(rig);
    expect(sink.accepted.toSorted()).toEqual(ids(22).toSorted());
    expect(rig.status()).toMatchObject({ replayed: 12, deadLetters: 0 });
    expectTrueCounts(rig, 22);
  });
});

describe("a deferred sink", () => {
  test("has its letters deleted only once it has synced", async () => {
    await using rig = new Rig();
    const sink = await withLetters(rig, 3, {}, new FakeSink({ deferred: true }));
    let broken = true;
    sink.onSync = () => {
      if (broken) throw new Error("disk");
    };
    rig.desk.replay("a", "all");
    await rig.clock.advance(5 * MINUTE);
    expect(sink.accepted).toEqual(ids(3));
    expect(rig.letters()).toHaveLength(3);
    broken = false;
    await replayed(rig);
    expect(sink.accepted).toEqual(ids(3));
    expect(rig.letters()).toEqual([]);
  });
});
