import { describe, expect, test } from "bun:test";
import { SinkError } from "../../../src/sink/index.ts";
import { ACCEPT, FakeSink, Hang } from "../../support/fake-sink.ts";
import { turns } from "../../support/manual-clock.ts";
import { ids, Rig } from "./support.ts";

const MINUTE = 60_000;

describe("batches", () => {
  test("wait for max_age to fill", async () => {
    await using rig = new Rig();
    const sink = new FakeSink();
    await rig.start({ sink });
    await rig.append(2);
    await rig.clock.advance(600);
    await rig.append(1);
    await rig.clock.advance(399);
    expect(sink.attempts).toEqual([]);
    await rig.clock.advance(1);
    expect(sink.attempts.map(({ reports }) => reports.map(({ id }) => id))).toEqual([ids(3)]);
    expect(rig.status()).toMatchObject({ delivered: 3, backlog: { reports: 0, oldestAt: null } });
  });

  test("go at once when they are full, and the rest waits on", async () => {
    await using rig = new Rig();
    const sink = new FakeSink();
    await rig.start({ sink });
    await rig.append(25);
    await rig.clock.advance(20);
    expect(sink.attempts.map(({ reports }) => reports.length)).toEqual([10, 10]);
    await rig.clock.advance(1_000);
    expect(sink.accepted).toEqual(ids(25));
  });

  test("go at once while the sink is being stopped, and it is closed once they are through", async () => {
    await using rig = new Rig();
    const sink = new FakeSink();
    await rig.start({ sink });
    await rig.append(13);
    await turns();
    const since = rig.clock.now();
    await rig.stop();
    expect(sink.accepted).toEqual(ids(13));
    expect(rig.clock.now() - since).toBeLessThan(1_000);
    expect(sink.calls).toEqual(["open", "write", "write", "close"]);
    expect(sink.overlaps).toBe(0);
  });
});

test("a sink that rejects everything is told of, once a minute, and does not look healthy", async () => {
  await using rig = new Rig();
  const sink = new FakeSink();
  sink.onWrite = ({ reports }) => ({
    rejected: reports.map((_, index) => ({ index, reason: "no such table" })),
  });
  await rig.start({ sink });
  for (let minute = 0; minute < 2; minute++) {
    await rig.append(3);
    await rig.clock.advance(MINUTE / 2);
    await rig.append(1);
    await rig.clock.advance(MINUTE / 2);
  }
  const told = rig.log.lines.filter(({ message }) => message.includes("rejected"));
  expect(told.map(({ fields }) => fields)).toEqual([
    { rejected: 3, reason: "no such table" },
    { rejected: 4, reason: "no such table" },
  ]);
  expect(rig.status()).toMatchObject({
    state: "running",
    rejected: 8,
    lastError: { message: "A report was rejected: no such table" },
  });
});

test("a sink that never waits leaves the thread to others between its batches", async () => {
  await using rig = new Rig();
  const sink = new FakeSink();
  let turnsOfOthers = 0;
  const seen: number[] = [];
  sink.onWrite = () => {
    seen.push(turnsOfOthers);
    setImmediate(() => (turnsOfOthers += 1));
    return {};
  };
  await rig.append(40);
  await rig.start({ sink });
  await rig.idle();
  expect(seen).toEqual([0, 1, 2, 3]);
});

describe("a failed write", () => {
  test("comes again as the same batch after growing waits, until it is accepted", async () => {
    await using rig = new Rig();
    const sink = new FakeSink();
    const times: number[] = [];
    sink.onWrite = () => {
      times.push(rig.clock.now());
      if (times.length < 3) throw new Error("down");
      return {};
    };
    await rig.append(4);
    await rig.start({ sink });
    await rig.clock.advance(1_000);
    expect(rig.status()).toMatchObject({ state: "retrying", retryAt: rig.clock.now() + 500 });
    expect(rig.status().lastError?.message).toBe("down");
    await rig.append(9);
    await rig.idle();
    expect(times.slice(0, 3).map((time) => time - (times[0] ?? 0))).toEqual([0, 500, 1_500]);
    const [first, second, third] = sink.attempts;
    expect(second?.id).toBe(first?.id ?? "");
    expect(third?.reports[0]?.id).toBe("r1");
    expect(rig.status()).toMatchObject({ state: "running", retryAt: null, delivered: 13 });
    expect(sink.accepted).toEqual(ids(13));
  });

  test("has the same id after a restart, too", async () => {
    await using rig = new Rig();
    const sink = new FakeSink();
    sink.onWrite = () => {
      throw new Error("down");
    };
    await rig.append(4);
    await rig.start({ sink });
    await rig.clock.advance(1_000);
    await rig.stop(0);
    sink.onWrite = ACCEPT;
    await rig.start({ sink });
    await rig.idle();
    const [first, second] = sink.attempts;
    expect(second).toEqual(first);
    expect(sink.accepted).toEqual(ids(4));
  });

  test("waits as long as the sink asks, but for no more than an hour", async () => {
    await using rig = new Rig();
    const sink = new FakeSink();
    const asked = [90_000, 999 * MINUTE];
    const times: number[] = [];
    sink.onWrite = () => {
      times.push(rig.clock.now());
      const retryAfter = asked.shift();
      if (retryAfter !== undefined) throw new SinkError("slow down", { retryAfter });
      return {};
    };
    await rig.append();
    await rig.start({ sink });
    await rig.clock.advanceUntil(() => sink.accepted.length > 0, 120 * MINUTE);
    expect(times.map((time) => time - (times[0] ?? 0))).toEqual([0, 90_000, 90_000 + 60 * MINUTE]);
  });

  test.each<[string, object | null]>([
    ["an index out of range", { rejected: [{ index: 7, reason: "no" }] }],
    [
      "an index twice",
      {
        rejected: [
          { index: 0, reason: "no" },
          { index: 0, reason: "no" },
        ],
      },
    ],
    ["nothing", null],
  ])("is also one that resolves with %s", async (_, result) => {
    await using rig = new Rig();
    const sink = new FakeSink();
    // A broken sink of somebody's own, whose types nobody checked.
    sink.onWrite = () => JSON.parse(JSON.stringify(result));
    await rig.append(2);
    await rig.start({ sink });
    await rig.clock.advance(1_000);
    expect(rig.status()).toMatchObject({ state: "retrying", delivered: 0, rejected: 0 });
    expect(rig.status().lastError?.message).toStartWith("Broken sink: ");
    sink.onWrite = ACCEPT;
    sink.accepted.length = 0;
    await rig.idle();
    expect(sink.accepted).toEqual(ids(2));
  });

  test("that throws what has no text stops nothing", async () => {
    await using rig = new Rig();
    const sink = new FakeSink();
    sink.onWrite = () => {
      throw Object.create(null);
    };
    await rig.append();
    await rig.start({ sink });
    await rig.clock.advance(1_000);
    expect(rig.status().state).toBe("retrying");
    sink.onWrite = ACCEPT;
    await rig.idle();
    expect(sink.accepted).toEqual(["r1"]);
  });
});

describe("a journal that cannot be read for a moment", () => {
  test("is tried again after a wait, and everything in it is delivered", async () => {
    await using rig = new Rig();
    const sink = new FakeSink();
    await rig.start({ sink });
    await rig.append(3);
    const heal = rig.breakReads();
    await rig.clock.advance(400);
    heal();
    expect(rig.status()).toMatchObject({ state: "retrying", delivered: 0 });
    expect(rig.status().lastError?.message).toStartWith("The journal could not be read: ");
    await rig.idle();
    expect(sink.accepted).toEqual(ids(3));
    expect(rig.status().state).toBe("running");
  });

  test("leaves a sink running that has nothing to do", async () => {
    await using rig = new Rig();
    const sink = new FakeSink();
    await rig.start({ sink });
    await rig.append(10);
    await turns();
    const heal = rig.breakReads();
    await rig.clock.advance(400);
    heal();
    await rig.clock.advance(MINUTE);
    expect(rig.status()).toMatchObject({ state: "running", retryAt: null, delivered: 10 });
  });

  test("does not keep the process from stopping", async () => {
    await using rig = new Rig();
    const sink = new FakeSink();
    await rig.start({ sink });
    await rig.append(3);
    const heal = rig.breakReads();
    await rig.stop(1_000);
    heal();
    expect(sink.calls).toEqual(["open", "close"]);
    await rig.start({ sink });
    await rig.idle();
    expect(sink.accepted).toEqual(ids(3));
  });
});

describe("a fatal error", () => {
  test("stops the sink and closes it; its reports wait in the journal for a restart", async () => {
    await using rig = new Rig();
    const [broken, healthy] = [new FakeSink(), new FakeSink()];
    broken.onWrite = () => {
      throw new SinkError("wrong key", { fatal: true });
    };
    await rig.start({ sink: broken }, { sink: healthy });
    await rig.append(3);
    await rig.idle("b");
    await rig.clock.advance(60 * MINUTE);
    expect(rig.status("a")).toMatchObject({
      state: "stopped",
      backlog: { reports: 3 },
      lastError: { message: "wrong key" },
    });
    expect(broken.calls).toEqual(["open", "write", "close"]);
    expect(rig.log.of("error")).toHaveLength(1);
    expect(healthy.accepted).toEqual(ids(3));
    await rig.stop();
    broken.onWrite = ACCEPT;
    await rig.start({ sink: broken }, { sink: healthy });
    await rig.idle("a");
    expect(broken.accepted).toEqual(ids(3));
    expect(healthy.accepted).toEqual(ids(3));
  });

  test("of open stops the sink before anything is written", async () => {
    await using rig = new Rig();
    const sink = new FakeSink();
    sink.onOpen = () => {
      throw new SinkError("no such host", { fatal: true });
    };
    await rig.start({ sink });
    await rig.clock.advance(60 * MINUTE);
    expect([rig.status().state, sink.calls]).toEqual(["stopped", ["open", "close"]]);
  });
});

describe("open", () => {
  test("is tried again until it works, and nothing is written before", async () => {
    await using rig = new Rig();
    const sink = new FakeSink();
    let failures = 5;
    sink.onOpen = () => {
      if (failures-- > 0) throw new Error("not yet");
    };
    await rig.append(2);
    await rig.start({ sink });
    expect(rig.status()).toMatchObject({ state: "opening", lastError: { message: "not yet" } });
    await rig.idle();
    expect(sink.calls).toEqual([...Array(6).fill("open"), "write"]);
    expect(rig.status().state).toBe("running");
  });

  test("that never works does not keep the process from stopping", async () => {
    await using rig = new Rig();
    const sink = new FakeSink();
    sink.onOpen = () => {
      throw new Error("not yet");
    };
    await rig.start({ sink });
    await rig.append(2);
    await rig.clock.advance(10_000);
    await rig.stop(1_000);
    expect(sink.calls.at(-1)).toBe("close");
    expect(sink.attempts).toEqual([]);
  });
});

describe("a write that takes too long", () => {
  test("has its signal aborted, and is tried again when it gives up", async () => {
    await using rig = new Rig();
    const sink = new FakeSink();
    sink.onWrite = (_, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    await rig.append();
    await rig.start({ sink });
    await rig.clock.advance(1_000 + 29_999);
    expect(rig.status().state).toBe("running");
    await rig.clock.advance(1);
    expect(rig.status()).toMatchObject({
      state: "retrying",
      lastError: { message: "No answer within 30000 ms." },
    });
    sink.onWrite = ACCEPT;
    await rig.idle();
    expect(sink.accepted).toEqual(["r1"]);
  });

  test("and ignores its signal is shown as hanging, delays no other sink, and goes on when it ends", async () => {
    await using rig = new Rig();
    const [stuck, healthy] = [new FakeSink(), new FakeSink()];
    const hang = new Hang();
    stuck.onWrite = hang.write;
    await rig.start({ sink: stuck }, { sink: healthy });
    await rig.append(2);
    await rig.clock.advance(40_000);
    expect(hang.signal?.aborted).toBe(true);
    expect([rig.status("a").state, rig.status("b").state]).toEqual(["hanging", "running"]);
    await rig.append(3);
    await rig.idle("b");
    expect(healthy.accepted).toEqual(ids(5));
    expect(stuck.attempts).toHaveLength(1);
    stuck.onWrite = ACCEPT;
    hang.release();
    await rig.idle("a");
    expect(stuck.accepted).toEqual(ids(5));
    expect([rig.status("a").state, stuck.overlaps]).toEqual(["running", 0]);
  });

  test("does not keep the process from stopping, nor does a close that hangs", async () => {
    await using rig = new Rig();
    const [stuck, unclosing] = [new FakeSink(), new FakeSink()];
    const hang = new Hang();
    stuck.onWrite = hang.write;
    unclosing.onClose = () => new Promise(() => {});
    await rig.start({ sink: stuck }, { sink: unclosing });
    await rig.append(2);
    await rig.clock.advance(1_500);
    await rig.stop(5_000);
    // What answers after the end finds everything closed, and does no harm.
    hang.release();
    await turns();
    expect(rig.stored((store) => store.load("a"))?.delivered).toBe(0);
    const next = new FakeSink();
    await rig.start({ sink: next });
    await rig.idle();
    expect(next.accepted).toEqual(ids(2));
  });
});

describe("stopping", () => {
  test("during a write waits for it, and what it accepted does not come again", async () => {
    await using rig = new Rig();
    const sink = new FakeSink();
    sink.onWrite = async () => {
      await rig.clock.sleep(2_000);
      return {};
    };
    await rig.append(3);
    await rig.start({ sink });
    await rig.clock.advance(1_500);
    await rig.stop();
    await rig.start({ sink });
    await rig.clock.advance(10_000);
    expect(sink.accepted).toEqual(ids(3));
  });

  test("gives up a write after its time, and it comes again", async () => {
    await using rig = new Rig();
    const sink = new FakeSink();
    sink.onWrite = (_, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("given up")));
      });
    await rig.append(3);
    await rig.start({ sink });
    await rig.clock.advance(1_500);
    await rig.stop(1_000);
    expect(sink.calls).toEqual(["open", "write", "close"]);
    sink.onWrite = ACCEPT;
    await rig.start({ sink });
    await rig.idle();
    expect(sink.accepted).toEqual(ids(3));
    expect(rig.deadLetters()).toEqual([]);
  });

  /** A sink that has failed once with a report to write, and what passes until it is stopped. */
  async function failing(rig: Rig, error: Error): Promise<FakeSink> {
    const sink = new FakeSink();
    sink.onWrite = () => {
      throw error;
    };
    await rig.append(3);
    await rig.start({ sink, settings: { retry: { min: 60_000, max: 60_000 } } });
    await rig.clock.advance(1_500);
    expect(sink.attempts).toHaveLength(1);
    return sink;
  }

  test("tries a sink once more that would be tried too late, and waits no longer", async () => {
    await using rig = new Rig();
    const sink = await failing(rig, new Error("down"));
    const since = rig.clock.now();
    await rig.stop(10_000);
    expect(sink.calls).toEqual(["open", "write", "write", "close"]);
    expect(rig.clock.now() - since).toBeLessThan(1_000);
    expect(rig.log.lines.at(-1)).toEqual({
      level: "warn",
      message: "left in the journal for the next start",
      fields: { reports: 3 },
    });
    sink.onWrite = ACCEPT;
    await rig.start({ sink });
    await rig.idle();
    expect(sink.accepted).toEqual(ids(3));
  });

  test("delivers everything where that attempt succeeds", async () => {
    await using rig = new Rig();
    const sink = await failing(rig, new Error("down"));
    sink.onWrite = ACCEPT;
    await rig.append(20);
    await rig.stop(10_000);
    expect(sink.accepted).toEqual(ids(23));
    expect(rig.log.of("warn")).not.toContain("left in the journal for the next start");
  });

  test("tries no sink once more that has asked for time", async () => {
    await using rig = new Rig();
    const sink = await failing(rig, new SinkError("busy", { retryAfter: 90_000 }));
    await rig.stop(10_000);
    expect(sink.calls).toEqual(["open", "write", "close"]);
  });

  test("tries a sink that cannot be opened once more, and waits no longer", async () => {
    await using rig = new Rig();
    const sink = new FakeSink();
    sink.onOpen = () => {
      throw new Error("not yet");
    };
    await rig.append(3);
    await rig.start({ sink, settings: { retry: { min: 60_000, max: 60_000 } } });
    const since = rig.clock.now();
    await rig.stop(10_000);
    expect(sink.calls).toEqual(["open", "open", "close"]);
    expect(rig.clock.now() - since).toBeLessThan(1_000);
  });

  test("says after a second which sink it waits for", async () => {
    await using rig = new Rig();
    const [slow, quick] = [new FakeSink(), new FakeSink()];
    slow.onWrite = async () => {
      await rig.clock.sleep(1_500);
      return {};
    };
    await rig.start({ sink: slow }, { sink: quick });
    await rig.append(10);
    await rig.stop();
    expect(slow.accepted).toEqual(ids(10));
    const told = rig.log.lines.filter(({ message }) => message.startsWith("stopping waits"));
    expect(told.map(({ fields }) => fields)).toEqual([{ reports: 10 }]);
  });

  test("copes with a close that throws", async () => {
    await using rig = new Rig();
    const sink = new FakeSink();
    sink.onClose = () => {
      throw new Error("cannot close");
    };
    await rig.append();
    await rig.start({ sink });
    await rig.idle();
    await rig.stop();
    expect(sink.accepted).toEqual(["r1"]);
    expect(rig.log.of("error")).toEqual([]);
  });
});
