import { expect, test } from "bun:test";
import fc from "fast-check";
import { Feed, type SliceLimits } from "../../../src/delivery/feed.ts";
import { type Position, START } from "../../../src/delivery/position.ts";
import { JournalReader } from "../../../src/journal/index.ts";
import { turns } from "../../support/manual-clock.ts";
import { type TestJournal, testJournal } from "../journal/support.ts";
import { decode, ids } from "./support.ts";

const WIDE: SliceLimits = { maxReports: 1_000, maxBytes: 1 << 20 };

/** Appends a row for each number, of that many reports called `r1`, `r2`, …; longer ones on request. */
async function fill(t: TestJournal, rows: readonly number[], length = 0): Promise<string[]> {
  const all: string[] = [];
  for (const reports of rows) {
    const row = ids(reports, all.length + 1).map((id) => id.padEnd(length, "-"));
    await t.journal.append({ project: "shop", text: JSON.stringify(row), reports });
    all.push(...row);
  }
  return all;
}

function feedOf(t: TestJournal) {
  const reader = new JournalReader(t.dir);
  let decoded = 0;
  const feed = new Feed(reader, (text) => {
    decoded++;
    return decode(text);
  });
  return {
    decoded: () => decoded,
    [Symbol.dispose]: () => reader.close(),
    take: (position: Position, limits: Partial<SliceLimits> = {}) => {
      const slice = feed.of("any").slice(position, { ...WIDE, ...limits });
      return slice && { ...slice, ids: slice.reports.map(({ id }) => id) };
    },
  };
}

test("nothing waits in an empty journal, nor behind its end", async () => {
  using t = testJournal();
  using feed = feedOf(t);
  expect(feed.take(START)).toBeNull();
  await fill(t, [3]);
  const slice = feed.take(START);
  expect(slice?.ids).toEqual(["r1", "r2", "r3"]);
  expect(slice?.to).toEqual({ seq: 1, offset: 0, reports: 3, bytes: 18 });
  expect(feed.take(slice?.to ?? START)).toBeNull();
});

test("a batch crosses rows, ends inside of one, and the next goes on there", async () => {
  using t = testJournal();
  await fill(t, [2, 3, 2]);
  using feed = feedOf(t);
  const first = feed.take(START, { maxReports: 4 });
  expect(first).toMatchObject({ ids: ids(4), full: true, to: { seq: 2, offset: 2, reports: 4 } });
  const second = feed.take(first?.to ?? START, { maxReports: 4 });
  expect(second).toMatchObject({
    ids: ids(3, 5),
    full: false,
    to: { seq: 3, offset: 0, reports: 7 },
  });
});

test("a batch that ends with its row is full all the same", async () => {
  using t = testJournal();
  await fill(t, [2, 2]);
  using feed = feedOf(t);
  expect(feed.take(START, { maxReports: 4 })).toMatchObject({ ids: ids(4), full: true });
  expect(feed.take(START, { maxReports: 2 })).toMatchObject({
    ids: ids(2),
    full: true,
    to: { seq: 1, offset: 0 },
  });
});

test("a position inside of a row means the same to a later process", async () => {
  using t = testJournal();
  await fill(t, [5]);
  using before = feedOf(t);
  const { to = START } = before.take(START, { maxReports: 2 }) ?? {};
  t.reopen();
  using after = feedOf(t);
  expect(after.take(to)?.ids).toEqual(ids(3, 3));
});

test("bytes bound a batch like reports do, and one report that is larger goes alone", async () => {
  using t = testJournal();
  const all = await fill(t, [1, 4, 1, 1], 100);
  using feed = feedOf(t);
  let position = START;
  const sizes: number[] = [];
  for (let slice = feed.take(position, { maxBytes: 250 }); slice; ) {
    sizes.push(slice.ids.length);
    position = slice.to;
    slice = feed.take(position, { maxBytes: 250 });
  }
  expect(sizes).toEqual([2, 2, 2, 1]);
  expect(feed.take(START, { maxBytes: 1 })).toMatchObject({ ids: all.slice(0, 1), full: true });
});

test("the age of a batch is that of its oldest report", async () => {
  using t = testJournal();
  const since = t.clock.now();
  await fill(t, [1]);
  await t.clock.advance(5_000);
  await t.journal.append({ project: "shop", text: '["late"]', reports: 1 });
  using feed = feedOf(t);
  const slice = feed.take(START);
  expect(slice?.oldestAt).toBe(since);
  expect(feed.take({ ...START, seq: 1, reports: 1 })?.oldestAt).toBe(since + 5_000);
});

test("rows that were deleted are passed over, and an offset into one of them is forgotten", async () => {
  using t = testJournal();
  await fill(t, [2, 2, 2]);
  t.journal.trim(2);
  await turns();
  using feed = feedOf(t);
  expect(feed.take(START)?.ids).toEqual(["r5", "r6"]);
  expect(feed.take({ seq: 1, offset: 1, reports: 1, bytes: 0 })?.ids).toEqual(["r5", "r6"]);
});

test("a row is decoded once for all sinks, also for those that stand before deleted rows", async () => {
  using t = testJournal();
  await fill(t, [1, 1, 1, 1]);
  t.journal.trim(3);
  await turns();
  using feed = feedOf(t);
  for (let sink = 0; sink < 5; sink++) expect(feed.take(START)?.ids).toEqual(["r4"]);
  expect(feed.decoded()).toBe(1);
});

test("whatever the rows and limits, every report comes once and in order, and positions only grow", async () => {
  const rows = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 });
  const limits = fc.record({
    maxReports: fc.integer({ min: 1, max: 15 }),
    maxBytes: fc.integer({ min: 1, max: 200 }),
  });
  await fc.assert(
    fc.asyncProperty(rows, fc.array(limits, { minLength: 1 }), async (counts, takes) => {
      using t = testJournal();
      const all = await fill(t, counts);
      using feed = feedOf(t);
      const taken: string[] = [];
      let position = START;
      for (let turn = 0; ; turn++) {
        const limit = takes[turn % takes.length] ?? WIDE;
        const slice = feed.take(position, limit);
        if (slice === null) break;
        expect(slice.ids.length).toBeGreaterThan(0);
        expect(slice.ids.length).toBeLessThanOrEqual(limit.maxReports);
        taken.push(...slice.ids);
        expect(slice.to.reports).toBe(taken.length);
        expect(slice.to.bytes).toBeGreaterThanOrEqual(position.bytes);
        expect(slice.to.seq).toBeGreaterThanOrEqual(position.seq);
        position = slice.to;
      }
      expect(taken).toEqual(all);
      expect(position).toMatchObject({ seq: counts.length, offset: 0 });
    }),
    { numRuns: 60 },
  );
});
