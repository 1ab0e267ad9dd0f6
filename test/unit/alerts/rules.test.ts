import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { plainText } from "../../../src/alerts/message.ts";
import { baselineOf, spikeThreshold } from "../../../src/alerts/rules/baseline.ts";
import { isQuiet, pauseAfter } from "../../../src/alerts/schedule.ts";
import type { HourCount } from "../../../src/journal/index.ts";
import type { Point } from "../../../src/sink/reader.ts";
import { anAlert, anIssue, Bench, DAY, HOUR, MINUTE } from "./support.ts";

const texts = (bench: Bench) =>
  bench.messages.flatMap(({ findings }) => findings.map(({ text }) => plainText(text)));

describe("a regression", () => {
  test("is told each time that the issue was resolved, with the version", async () => {
    const bench = new Bench([anAlert({ kind: "regression" })]);
    const back = (at: number) => anIssue("a", { regressed: { at, version: "7" } });
    bench.evidence.marked = [{ id: "a", status: "resolved", at: 1 }];
    await bench.after(0);
    bench.evidence.issues = [back(2)];
    await bench.after(MINUTE);
    await bench.after(MINUTE);
    bench.evidence.marked = [{ id: "a", status: "resolved", at: 5 }];
    await bench.after(MINUTE);
    expect(bench.told()).toEqual([["a 1"], ["a 5"]]);
    expect(texts(bench)[0]).toBe(
      "A resolved issue is back in version 7: script-src-elem blocked https://evil.example in shop",
    );
  });

  test("asks nothing while no issue is resolved", async () => {
    const bench = new Bench([anAlert({ kind: "regression" })]);
    await bench.after(0);
    expect(bench.evidence.queries).toEqual([]);
  });
});

describe("a watched directive", () => {
  test.each([
    ["script-src-elem", "https://evil.example", true],
    ["script-src", "wss://evil.example", true],
    ["connect-src", "https://evil.example", true],
    ["form-action", "https://evil.example", true],
    ["img-src", "https://evil.example", false],
    ["script-src-elem", "inline", false],
    ["script-srcx", "https://evil.example", false],
    [null, "https://evil.example", false],
  ])("%s that blocked %s: %p", async (directive, blocked, told) => {
    const bench = new Bench([anAlert({ kind: "directive" })]);
    await bench.after(0);
    bench.evidence.issues = [anIssue("a", { directive, blocked })];
    await bench.after(MINUTE);
    expect(bench.messages).toHaveLength(told ? 1 : 0);
  });

  test("names a host once, whichever form of the directive blocked it", async () => {
    const bench = new Bench([anAlert({ kind: "directive" })]);
    await bench.after(0);
    bench.evidence.issues = [anIssue("a")];
    await bench.after(MINUTE);
    bench.evidence.issues.push(anIssue("b", { directive: "script-src" }));
    await bench.after(MINUTE);
    expect(bench.told()).toHaveLength(1);
  });
});

describe("a spike", () => {
  /** The same hour of so many former days, the last one first, and the hour under way. */
  function points(now: number, former: readonly number[], current: number): Point[] {
    const hour = now - (now % HOUR);
    const point = (at: number, count: number) => ({ at, received: count, estimated: count });
    return [
      ...former.map((count, day) => point(hour - (day + 1) * DAY, count)),
      point(hour, current),
    ];
  }

  test.each([
    ["far above steady days", [100, 102, 98, 101, 99, 100], 400, true],
    ["no more than twice steady days", [100, 100, 100, 100, 100, 100], 200, false],
    ["days that vary much", [100, 500, 50, 900, 300, 120], 1_200, false],
    ["one wild day among steady ones", [100, 9_000, 98, 101, 99, 100], 400, true],
    ["too few reports", [1, 1, 1, 1, 1, 1], 49, false],
    ["a small site that gets many", [1, 1, 1, 1, 1, 1], 60, true],
    ["too few days to compare with", [1, 1, 1, 1], 4_000, false],
  ])("%s: %j, then %i: %p", async (_, former, current, told) => {
    const bench = new Bench([anAlert({ kind: "spike" })]);
    bench.evidence.points = points(bench.clock.now(), former, current);
    await bench.after(0);
    expect(bench.messages).toHaveLength(told ? 1 : 0);
  });

  test("is one as long as it lasts", async () => {
    const bench = new Bench([anAlert({ kind: "spike" })]);
    const steady = [10, 10, 10, 10, 10, 10];
    for (let hour = 0; hour < 4; hour++) {
      const { points: before } = bench.evidence;
      bench.evidence.points = [...before, ...points(bench.clock.now(), steady, 900)];
      await bench.after(0);
      await bench.after(HOUR);
    }
    expect(bench.messages).toHaveLength(1);
    expect(texts(bench)[0]).toBe(
      "Spike: 900 reports of shop in the hour from 00:00 UTC; usual are 10",
    );
  });

  test("no days that are alike ever make their like a spike", () => {
    const counts = fc.array(fc.nat(10_000), { minLength: 5, maxLength: 14 });
    fc.assert(
      fc.property(counts, (values) => {
        const threshold = spikeThreshold(baselineOf(values));
        const below = values.filter((value) => value <= threshold);
        expect(below.length).toBeGreaterThanOrEqual(values.length / 2);
      }),
    );
  });
});

describe("silence", () => {
  const count = (hour: number, over: Partial<HourCount> = {}): HourCount => {
    return { project: "shop", outcome: "kept", hour, count: 100, ...over };
  };

  /** Rounds every half an hour, since a longer gap is a time in which nobody listened. */
  async function wait(bench: Bench, ms: number): Promise<void> {
    for (let waited = 0; waited < ms; waited += HOUR / 2) await bench.after(HOUR / 2);
  }

  test("is told once, and again after the project came back", async () => {
    const bench = new Bench([anAlert({ kind: "silence", after: 6 * HOUR })]);
    bench.evidence.counts = [count(bench.clock.now())];
    await bench.after(0);
    await wait(bench, 6 * HOUR);
    expect(bench.messages).toHaveLength(0);
    await wait(bench, 3 * HOUR);
    expect(texts(bench)).toEqual(["Silence: no report of shop for 6 hours"]);
    bench.evidence.counts.push(count(bench.clock.now() - (bench.clock.now() % HOUR)));
    await wait(bench, 8 * HOUR);
    expect(bench.messages).toHaveLength(2);
  });

  test("is not told of time in which Tattle did not run", async () => {
    const bench = new Bench([anAlert({ kind: "silence", after: 6 * HOUR })]);
    bench.evidence.counts = [count(bench.clock.now())];
    await bench.after(0);
    await bench.after(48 * HOUR);
    expect(bench.messages).toHaveLength(0);
  });

  test.each([
    ["that hardly ever reported", { count: 3 }],
    ["that it is not about", { project: "blog" }],
    ["that nobody knows", { project: null }],
  ])("is not told of a project %s", async (_, over) => {
    const alert = anAlert({ kind: "silence", after: HOUR, projects: ["shop"] });
    const bench = new Bench([alert]);
    bench.evidence.counts = [count(bench.clock.now(), over)];
    await bench.after(0);
    await wait(bench, 6 * HOUR);
    expect(bench.messages).toHaveLength(0);
  });
});

describe("wrong tokens", () => {
  test("are told once a day, from so many on", async () => {
    const bench = new Bench([anAlert({ kind: "unknown_token" })]);
    const stranger = { project: null, outcome: "unknown_token" };
    bench.evidence.counts = [{ ...stranger, hour: bench.clock.now(), count: 19 }];
    await bench.after(0);
    expect(bench.messages).toHaveLength(0);
    bench.evidence.counts = [{ ...stranger, hour: bench.clock.now(), count: 20 }];
    await bench.after(MINUTE);
    await bench.after(MINUTE);
    expect(texts(bench)).toEqual([
      "Wrong token: 20 reports of this hour and the last name no project",
    ]);
  });
});

describe("quiet hours", () => {
  const at = (text: string) => Date.parse(text);
  test.each([
    ["22:00", "07:00", "UTC", "2026-01-10T21:59:00Z", false],
    ["22:00", "07:00", "UTC", "2026-01-10T22:00:00Z", true],
    ["22:00", "07:00", "UTC", "2026-01-11T06:59:59Z", true],
    ["22:00", "07:00", "UTC", "2026-01-11T07:00:00Z", false],
    ["12:00", "13:00", "UTC", "2026-01-11T12:30:00Z", true],
    ["12:00", "13:00", "UTC", "2026-01-11T23:30:00Z", false],
    // An hour ahead of UTC in winter, two in summer.
    ["22:00", "07:00", "Europe/Berlin", "2026-01-10T21:00:00Z", true],
    ["22:00", "07:00", "Europe/Berlin", "2026-07-10T20:00:00Z", true],
    ["22:00", "07:00", "Europe/Berlin", "2026-01-10T20:00:00Z", false],
  ])("%s to %s in %s, at %s: %p", (from, to, zone, time, quiet) => {
    expect(isQuiet({ from, to, zone }, at(time))).toBe(quiet);
  });
});

test("pauses double up to an hour, and are never shorter than asked for", () => {
  expect([1, 2, 3, 30].map((attempts) => pauseAfter(attempts, null))).toEqual([
    5_000,
    10_000,
    20_000,
    HOUR,
  ]);
  expect(pauseAfter(1, 90_000)).toBe(90_000);
});
