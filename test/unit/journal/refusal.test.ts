import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { JOURNAL_FILE } from "../../../src/journal/index.ts";
import { type RefusalKind, refuseInserts } from "../../support/refusal.ts";
import { codeOf, entry, rowsOf, testJournal, textsOf } from "./support.ts";

const KINDS: readonly RefusalKind[] = ["ABORT", "ROLLBACK"];

describe.each(KINDS)("a commit refused by %s", (kind) => {
  test("rejects every append that waits for it and keeps what was accepted before", async () => {
    using t = testJournal();
    await t.journal.append(entry("before"));
    using refusal = refuseInserts(join(t.dir, JOURNAL_FILE), ["entry"], kind);
    const codes = await Promise.all([
      codeOf(t.journal.append(entry("a"))),
      codeOf(t.journal.append(entry("b"))),
    ]);
    expect(codes).toEqual(["journal_unavailable", "journal_unavailable"]);
    expect(t.journal.state).toBe("failing");
    expect(t.journal.failure?.message).toContain("no space left");
    expect(textsOf(t.dir)).toEqual(["before"]);
    refusal.end();
  });

  test("is tried again by the next append, which continues the numbers without a gap", async () => {
    using t = testJournal();
    const states: string[] = [];
    t.journal.onState = (state) => states.push(state);
    await t.journal.append(entry("a"));
    const refusal = refuseInserts(join(t.dir, JOURNAL_FILE), ["entry"], kind);
    await codeOf(t.journal.append(entry("lost")));
    await codeOf(t.journal.append(entry("lost too")));
    refusal.end();
    await t.journal.append(entry("b"));
    expect(states).toEqual(["failing", "ok"]);
    expect(t.journal.failure).toBeNull();
    const rows = rowsOf(t.dir);
    expect(rows.map(({ seq, totalReports }) => [seq, totalReports])).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(textsOf(t.dir)).toEqual(["a", "b"]);
  });
});

test("a probe finds a failing journal healthy again without any traffic", async () => {
  using t = testJournal();
  const states: string[] = [];
  t.journal.onState = (state) => states.push(state);
  const refusal = refuseInserts(join(t.dir, JOURNAL_FILE), ["entry", "meta"]);
  await codeOf(t.journal.append(entry("lost")));
  t.journal.probe();
  expect(t.journal.state).toBe("failing");
  refusal.end();
  t.journal.probe();
  expect(t.journal.state).toBe("ok");
  expect(states).toEqual(["failing", "ok"]);
  expect(rowsOf(t.dir)).toEqual([]);
});

test("a blocked journal refuses appends, still counts, and takes appends again once unblocked", async () => {
  using t = testJournal();
  const states: string[] = [];
  t.journal.onState = (state) => states.push(state);
  const before = t.journal.append(entry("before"));
  t.journal.setBlocked(true);
  t.journal.setBlocked(true);
  expect(await codeOf(t.journal.append(entry("refused")))).toBe("journal_unavailable");
  await before;
  t.journal.count("shop", "filtered", 1);
  await t.journal.flushed();
  t.journal.setBlocked(false);
  await t.journal.append(entry("after"));
  expect(states).toEqual(["blocked", "ok"]);
  expect(textsOf(t.dir)).toEqual(["before", "after"]);
  expect(t.journal.counters().map(({ outcome }) => outcome)).toContain("filtered");
});

test("failing is what is shown of a journal that is blocked as well", async () => {
  using t = testJournal();
  using refusal = refuseInserts(join(t.dir, JOURNAL_FILE), ["entry", "meta"]);
  await codeOf(t.journal.append(entry("lost")));
  t.journal.setBlocked(true);
  expect(t.journal.state).toBe("failing");
  refusal.end();
  t.journal.probe();
  expect(t.journal.state).toBe("blocked");
});
