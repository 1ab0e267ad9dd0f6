import { expect, test } from "bun:test";
import type { SinkStatus } from "../../../src/delivery/index.ts";
import { Pace } from "../../../src/imports/pace.ts";
import { failureOf } from "../../support/failure.ts";
import { ManualClock } from "../../support/manual-clock.ts";

const MiB = 1 << 20;

/** A sink that is behind by so many reports and bytes. */
function status(name: string, reports: number, bytes = 0, delivered = 0): SinkStatus {
  return {
    name,
    type: "fake",
    state: "running",
    delivered,
    rejected: 0,
    dropped: 0,
    deadLetters: 0,
    replaying: 0,
    replayed: 0,
    discarded: 0,
    backlog: { reports, bytes, oldestAt: null },
    lag: { reports, seconds: 0 },
    lastError: null,
    retryAt: null,
    restarts: null,
  };
}

class Bench {
  readonly clock = new ManualClock();
  statuses: SinkStatus[] = [];
  asked = 0;
  readonly pace = new Pace({
    statuses: async () => {
      this.asked++;
      return this.statuses;
    },
    limits: [
      { name: "mine", maxBacklog: 100 },
      { name: "other", maxBacklog: 100 },
    ],
    sinks: ["mine"],
    clock: this.clock,
  });

  /** Milliseconds that a chunk takes. */
  async keep(added: number): Promise<number> {
    const before = this.clock.now();
    let done = false;
    const kept = this.pace.keep(added).finally(() => (done = true));
    kept.catch(() => {});
    await this.clock.advanceUntil(() => done);
    await kept;
    return this.clock.now() - before;
  }
}

test("an import goes on while its sinks keep up, and looks once a megabyte", async () => {
  const bench = new Bench();
  bench.statuses = [status("mine", 5_000), status("other", 1_000_000)];
  for (let n = 0; n < 8; n++) expect(await bench.keep(MiB / 2)).toBe(0);
  expect(bench.asked).toBe(4);
});

test("an import is slow while one of its sinks is behind, but never still for long, and fast after it", async () => {
  const bench = new Bench();
  bench.statuses = [status("mine", 5_001)];
  for (let n = 0; n < 3; n++) {
    const took = await bench.keep(1);
    expect(took).toBeGreaterThanOrEqual(500);
    expect(took).toBeLessThan(1_000);
  }
  bench.statuses = [status("mine", 0)];
  expect(await bench.keep(1)).toBe(0);
});

test("an import ends when a sink of it takes nothing for a minute, and not while it takes a little", async () => {
  const bench = new Bench();
  for (let n = 0; n < 240; n++) {
    bench.statuses = [status("mine", 10_000, 0, Math.floor(n / 60))];
    await bench.keep(1);
  }
  const failure = await failureOf(
    (async () => {
      for (let n = 0; n < 240; n++) await bench.keep(1);
    })(),
  );
  expect(failure).toMatchObject({ code: "import_stalled" });
  expect(String(failure)).toContain("mine");
});

test.each(["mine", "other"])(
  "an import ends before the backlog of %s is more than half full",
  async (name) => {
    const bench = new Bench();
    bench.statuses = [status(name, 1, 50)];
    expect(await bench.keep(MiB)).toBe(0);
    bench.statuses = [status(name, 1, 51)];
    expect(await failureOf(bench.keep(MiB))).toMatchObject({ code: "import_stalled" });
  },
);

test("an import ends when delivery does not answer", async () => {
  const clock = new ManualClock();
  const statuses = () => Promise.reject(new Error("busy"));
  const pace = new Pace({ statuses, limits: [], sinks: ["mine"], clock });
  expect(await failureOf(pace.keep(1))).toMatchObject({ code: "delivery_unavailable" });
});
