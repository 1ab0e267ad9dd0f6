import { expect, test } from "bun:test";
import { join } from "node:path";
import { JOURNAL_FILE } from "../../../src/journal/index.ts";
import { refuseInserts } from "../../support/refusal.ts";
import { codeOf, entry, testJournal } from "./support.ts";

const HOUR = 3_600_000;

test("reports count as kept of their project with the commit that holds them", async () => {
  using t = testJournal();
  const appended = Promise.all([
    t.journal.append(entry("a", 2, "shop")),
    t.journal.append(entry("b", 3, "blog")),
    t.journal.append(entry("c", 4, "shop")),
  ]);
  expect(t.journal.counters()).toEqual([]);
  await appended;
  const hour = t.clock.now();
  expect(t.journal.counters()).toEqual([
    { project: "blog", outcome: "kept", hour, count: 3 },
    { project: "shop", outcome: "kept", hour, count: 6 },
  ]);
});

test("drops are summed by project, reason and hour, and belong to no project where none is known", async () => {
  using t = testJournal();
  const first = t.clock.now();
  t.journal.count("shop", "filtered", 1);
  t.journal.count("shop", "filtered", 2);
  t.journal.count(null, "unknown_token", 5);
  await t.journal.flushed();
  await t.clock.advance(HOUR - 1);
  t.journal.count("shop", "filtered", 4);
  await t.journal.flushed();
  await t.clock.advance(1);
  t.journal.count("shop", "filtered", 8);
  await t.journal.flushed();
  expect(t.journal.counters()).toEqual([
    { project: null, outcome: "unknown_token", hour: first, count: 5 },
    { project: "shop", outcome: "filtered", hour: first, count: 7 },
    { project: "shop", outcome: "filtered", hour: first + HOUR, count: 8 },
  ]);
  expect(t.journal.counters(first + HOUR + 1).map(({ count }) => count)).toEqual([8]);
});

test("counts that nobody waits for are on disk by themselves, and survive a restart", async () => {
  using t = testJournal();
  t.journal.count("shop", "sampled_out", 3);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  expect(t.journal.counters()).toHaveLength(1);
  expect(t.reopen().counters()).toMatchObject([{ outcome: "sampled_out", count: 3 }]);
});

test("a refused commit keeps its drops for the next one, and forgets what it would have kept", async () => {
  using t = testJournal();
  const refusal = refuseInserts(join(t.dir, JOURNAL_FILE), ["entry"]);
  t.journal.count("shop", "filtered", 2);
  expect(await codeOf(t.journal.append(entry("lost", 5)))).toBe("journal_unavailable");
  expect(t.journal.counters()).toEqual([]);
  refusal.end();
  await t.journal.append(entry("kept", 1));
  expect(t.journal.counters().map(({ outcome, count }) => [outcome, count])).toEqual([
    ["filtered", 2],
    ["kept", 1],
  ]);
});

test("waiting for counts ends when the disk refuses them, since a resend would not help", async () => {
  using t = testJournal();
  using refusal = refuseInserts(join(t.dir, JOURNAL_FILE), ["counter"]);
  t.journal.count("shop", "filtered", 2);
  await t.journal.flushed();
  expect(t.journal.state).toBe("failing");
  refusal.end();
  await t.journal.flushed();
  expect(t.journal.counters()).toMatchObject([{ outcome: "filtered", count: 2 }]);
});

test("what a request brought beside its reports is counted with them or not at all", async () => {
  using t = testJournal();
  const mixed = { ...entry("a", 2), drops: { malformed: 1, sampled_out: 3 } };
  const refusal = refuseInserts(join(t.dir, JOURNAL_FILE), ["entry"], "ABORT");
  expect(await codeOf(t.journal.append(mixed))).toBe("journal_unavailable");
  refusal.end();
  expect(t.journal.counters()).toEqual([]);
  await t.journal.append(mixed);
  const counts = t.journal.counters().map(({ outcome, count }) => [outcome, count]);
  expect(counts.toSorted()).toEqual([
    ["kept", 2],
    ["malformed", 1],
    ["sampled_out", 3],
  ]);
});

test("imported reports count as that, neither as kept nor as anything else", async () => {
  using t = testJournal();
  await Promise.all([
    t.journal.append({ ...entry("a", 2), outcome: "imported" }),
    t.journal.append(entry("b", 3)),
  ]);
  expect(t.journal.counters().map(({ outcome, count }) => [outcome, count])).toEqual([
    ["imported", 2],
    ["kept", 3],
  ]);
});
