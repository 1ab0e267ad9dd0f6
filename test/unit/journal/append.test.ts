import { expect, test } from "bun:test";
import fc from "fast-check";
import { entry, noise, rowsOf, testJournal, textsOf } from "./support.ts";

const MIB = 1 << 20;

test("requests of one turn of the event loop share a row and a commit", async () => {
  using t = testJournal();
  let commits = 0;
  t.journal.onCommit = () => commits++;
  await Promise.all([t.journal.append(entry("a")), t.journal.append(entry("b", 2))]);
  expect(commits).toBe(1);
  expect(rowsOf(t.dir)).toEqual([
    {
      seq: 1,
      at: t.clock.now(),
      reports: 3,
      totalReports: 3,
      totalBytes: 9,
      bytes: 9,
      text: '["a","b"]',
    },
  ]);
});

test("requests of different turns have rows of their own, numbered without gaps", async () => {
  using t = testJournal();
  await t.journal.append(entry("a"));
  await t.journal.append(entry("b", 4));
  await t.journal.append(entry("c"));
  const rows = rowsOf(t.dir);
  expect(rows.map((row) => row.seq)).toEqual([1, 2, 3]);
  expect(rows.map((row) => row.totalReports)).toEqual([1, 5, 6]);
  expect(rows.map((row) => row.totalBytes)).toEqual([5, 10, 15]);
});

test("an append is readable once it has resolved and not before", async () => {
  using t = testJournal();
  const appended = t.journal.append(entry("a"));
  expect(textsOf(t.dir)).toEqual([]);
  await appended;
  expect(textsOf(t.dir)).toEqual(["a"]);
});

test("a commit of many megabytes is cut into rows of about one", async () => {
  using t = testJournal();
  const texts = Array.from({ length: 40 }, (_, index) => `${index}`.padEnd(100_000, "x"));
  await Promise.all(texts.map((text) => t.journal.append(entry(text))));
  const rows = rowsOf(t.dir);
  expect(rows.length).toBe(4);
  for (const { text } of rows.slice(0, -1)) {
    expect(text.length).toBeGreaterThanOrEqual(MIB);
    expect(text.length).toBeLessThan(MIB + 110_000);
  }
  expect(textsOf(t.dir)).toEqual(texts);
  expect(rows.at(-1)?.totalReports).toBe(40);
});

test("one request larger than a row is kept whole", async () => {
  using t = testJournal();
  const text = noise(3 * MIB);
  await Promise.all([t.journal.append(entry("a")), t.journal.append(entry(text, 7))]);
  await t.journal.append(entry("b"));
  expect(textsOf(t.dir)).toEqual(["a", text, "b"]);
});

test("a long row takes fewer bytes than characters, and its totals are of the bytes", async () => {
  using t = testJournal();
  const text = "the same again ".repeat(1_000);
  await t.journal.append(entry(text));
  await t.journal.append(entry(noise(10_000)));
  const [first, second] = rowsOf(t.dir);
  expect(first?.text).toBe(JSON.stringify([text]));
  expect(first?.bytes).toBeLessThan(1_000);
  expect(first?.totalBytes).toBe(first?.bytes ?? 0);
  expect(second?.totalBytes).toBe((first?.bytes ?? 0) + (second?.bytes ?? 0));
});

test("whatever is appended when comes back once, in order, after a restart", async () => {
  const turn = fc.array(fc.tuple(fc.string({ unit: "binary" }), fc.nat(5)), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.array(turn, { maxLength: 5 }), async (requests) => {
      using t = testJournal();
      for (const group of requests) {
        await Promise.all(group.map(([text, n]) => t.journal.append(entry(text, n))));
      }
      t.reopen();
      const sent = requests.flat();
      expect(textsOf(t.dir)).toEqual(sent.map(([text]) => text.toWellFormed()));
      expect(rowsOf(t.dir).at(-1)?.totalReports ?? 0).toBe(sent.reduce((sum, [, n]) => sum + n, 0));
    }),
    { numRuns: 30 },
  );
});

test("closing commits what waits, and nothing is taken afterwards", async () => {
  using t = testJournal();
  const waiting = t.journal.append(entry("a"));
  t.journal.close();
  await waiting;
  await expect(t.journal.append(entry("b"))).rejects.toMatchObject({ code: "journal_unavailable" });
  await t.journal.flushed();
  t.journal.count("shop", "filtered", 1);
  t.journal.close();
  t.reopen();
  expect(textsOf(t.dir)).toEqual(["a"]);
});

test("a file has one epoch for ever, and no two files have the same", () => {
  using one = testJournal();
  using two = testJournal();
  const { epoch } = one.journal;
  expect(epoch).toMatch(/^[0-9a-f]{32}$/);
  expect(one.reopen().epoch).toBe(epoch);
  expect(two.journal.epoch).not.toBe(epoch);
});
