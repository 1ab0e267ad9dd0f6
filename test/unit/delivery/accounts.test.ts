import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Batch, WriteResult } from "../../../src/sink/index.ts";
import { ACCEPT, FakeSink } from "../../support/fake-sink.ts";
import { ids, Rig } from "./support.ts";

type Step = "append" | "replay all" | "replay some" | "drop some" | "restart" | "crash" | "wait";

const STEPS: readonly Step[] = [
  "append",
  "append",
  "replay all",
  "replay some",
  "drop some",
  "restart",
  "crash",
  "wait",
];

/** Accepts, rejects or throws, as the next numbers say. */
function moody(moods: Iterator<number>) {
  return ({ reports }: Batch): WriteResult => {
    const mood = moods.next().value ?? 0;
    if (mood === 1) throw new Error("not now");
    if (mood === 0) return {};
    const rejected = reports.flatMap((_, index) =>
      index % mood === 0 ? [{ index, reason: `mood ${mood}` }] : [],
    );
    return { rejected };
  };
}

test("whatever a sink answers and people do, each report is in one place, and the counts say so", async () => {
  const steps = fc.array(fc.constantFrom(...STEPS), { minLength: 3, maxLength: 25 });
  const moods = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 60 });
  const deferred = fc.boolean();
  await fc.assert(
    fc.asyncProperty(steps, moods, deferred, async (plan, script, deferring) => {
      await using rig = new Rig();
      const lives: FakeSink[] = [];
      const answer = moody(script.values());
      const start = () => {
        const sink = new FakeSink({ deferred: deferring });
        sink.onWrite = answer;
        lives.push(sink);
        return rig.start({ sink, settings: { retry: { min: 10, max: 100 } } });
      };
      await start();
      const dropped: string[] = [];
      let kept = 0;
      for (const step of plan) {
        const some = rig.letters().filter(({ id }) => id % 2 === 0);
        const chosen = some.map(({ id }) => id);
        if (step === "append") kept += (await rig.append(7)).length;
        if (step === "replay all") rig.desk.replay("a", "all");
        if (step === "replay some") rig.desk.replay("a", chosen);
        if (step === "drop some") {
          expect(rig.desk.drop("a", chosen)).toBe(chosen.length);
          dropped.push(...some.map(({ reportId }) => reportId));
        }
        if (step === "restart") await rig.stop();
        if (step === "crash") {
          rig.abandon();
          lives.at(-1)?.die();
        }
        if (step === "restart" || step === "crash") await start();
        if (step === "wait") await rig.clock.advance(5_000);
        const now = rig.status();
        expect(now.deadLetters + now.replayed + now.discarded).toBe(now.rejected);
        if (!deferring) expect(now.delivered + now.rejected + now.backlog.reports).toBe(kept);
      }
      for (const sink of lives.slice(-1)) sink.onWrite = ACCEPT;
      await rig.clock.advanceUntil(() => {
        const { backlog, replaying } = rig.status();
        return backlog.reports === 0 && replaying === 0;
      });
      const status = rig.status();
      const left = rig.letters().map(({ reportId }) => reportId);
      expect(status).toMatchObject({ deadLetters: left.length, discarded: dropped.length });
      // A deferred sink may accept after a crash what it has rejected before.
      if (!deferring) expect(status.delivered + status.rejected).toBe(kept);
      const accepted = lives.flatMap((sink) => sink.accepted);
      const places = new Set([...accepted, ...left, ...dropped]);
      expect([...places].toSorted()).toEqual(ids(kept).toSorted());
      // What the sink has is no dead letter as well.
      const twice = left.filter((id) => accepted.includes(id));
      if (!deferring) expect(twice).toEqual([]);
    }),
    { numRuns: 40 },
  );
}, 60_000);
