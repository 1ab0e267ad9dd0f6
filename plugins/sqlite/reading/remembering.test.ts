import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { DIMENSIONS, type Report, type ReportReader, type Sink, type TimeRange } from "tattle/sink";
import { MemoryReader } from "../../../test/support/memory-reader.ts";
import { migrate } from "../migrate.ts";
import { DAY, HOUR } from "../tally.ts";
import {
  createSink,
  report,
  requestOf,
  SIGNAL,
  T0,
  violation,
  withFolder,
} from "../test-support.ts";
import { raw } from "./conditions.ts";
import { SumsByBucket } from "./sums-by-bucket.ts";

const SPANS: readonly TimeRange[] = [
  { from: T0, to: T0 + 5 * DAY },
  { from: T0 + HOUR, to: T0 + DAY },
];
const PAGE = "https://www.shop.example/cart";

/** Reports of five days in several batches, late ones among them. */
const anyBatches = fc.array(
  fc.array(
    fc.record({
      hour: fc.integer({ min: 0, max: 119 }),
      host: fc.constantFrom("a.example", "b.example", "c.example"),
      documentURL: fc.constantFrom("https://www.shop.example/", PAGE),
      version: fc.constantFrom(null, "1", "2"),
      noise: fc.constantFrom(null, "extension"),
      weight: fc.constantFrom(1, 2.5),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  { minLength: 2, maxLength: 4 },
);

type Seed = typeof anyBatches extends fc.Arbitrary<Array<Array<infer S>>> ? S : never;

function reportOf({ hour, host, documentURL, version, noise, weight }: Seed, n: number): Report {
  return report(n, {
    noise,
    weight,
    occurredAt: T0 + hour * HOUR + n,
    request: requestOf(n, version),
    violation: violation({ documentURL, blockedURL: `https://${host}/x.js` }),
  });
}

/** Everything that counts. */
async function answersOf(reader: ReportReader): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const span of SPANS) {
    answers.push(await reader.overview(span));
    answers.push(await reader.overview({ ...span, document: PAGE }));
    answers.push(await reader.series({ ...span, by: "blocked" }));
    answers.push(await reader.issues({ ...span, limit: 9 }));
    answers.push(await reader.issues({ ...span, version: "1", limit: 9 }));
    answers.push(await reader.issues({ ...span, search: "b.example", limit: 9 }));
    answers.push(await reader.issues({ ...span, search: "/cart", limit: 9 }));
    for (const dimension of DIMENSIONS) {
      answers.push(await reader.top({ ...span, dimension, limit: 9 }));
    }
  }
  return answers;
}

function readerOf(sink: Sink): ReportReader {
  const reader = sink.reader?.();
  if (reader === undefined) throw new Error("the sink has no reader");
  return reader;
}

/** Whoever has answered before answers like one that has just begun. */
async function expectSame(sink: Sink, reader: ReportReader): Promise<void> {
  const fresh = readerOf(sink);
  try {
    expect(await answersOf(reader)).toEqual(await answersOf(fresh));
  } finally {
    await fresh.close();
  }
}

async function withSink(run: (sink: Sink, reader: ReportReader) => Promise<void>): Promise<void> {
  await withFolder(async (dir) => {
    const sink = createSink(dir);
    await sink.open(SIGNAL);
    const reader = readerOf(sink);
    try {
      await run(sink, reader);
    } finally {
      await reader.close();
      await sink.close();
    }
  });
}

describe("a reader that has answered before", () => {
  test("answers as if it had not, whatever comes in", async () => {
    await fc.assert(
      fc.asyncProperty(anyBatches, async (batches) => {
        await withSink(async (sink, reader) => {
          const written: Report[] = [];
          for (const batch of batches) {
            const reports = batch.map((seed, n) => reportOf(seed, written.length + n));
            await sink.write({ id: "batch", reports }, SIGNAL);
            written.push(...reports);
            await expectSame(sink, reader);
            const oracle = new MemoryReader(async () => written);
            for (const span of SPANS) {
              const { total, issues } = await reader.overview(span);
              const known = await oracle.overview(span);
              expect({ total, issues }).toEqual({ total: known.total, issues: known.issues });
            }
          }
        });
      }),
      { numRuns: 15 },
    );
  }, 60_000);

  test("finds texts of issues, however many, and those that have come since", async () => {
    await withSink(async (sink, reader) => {
      const write = (from: number, count: number) => {
        const reports = Array.from({ length: count }, (_, index) => {
          const n = from + index;
          const sample = n % 7 === 0 ? `Seventh ${n}` : null;
          const blockedURL = `https://h${n % 1_200}.example/`;
          // New issues are capped for each project.
          const project = `p${n % 14}`;
          return report(n, { project, violation: violation({ sample, blockedURL }) });
        });
        return sink.write({ id: "batch", reports }, SIGNAL);
      };
      const found = async (search: string) => {
        const page = await reader.issues({ from: T0 - DAY, to: T0 + DAY, search, limit: 1 });
        return page.total;
      };
      await write(0, 1_200);
      expect(await found("seventh")).toBe(172);
      expect(await found("//h1199.")).toBe(1);
      // All parts of the list have some that are as before and some that are not.
      await write(8_400, 600);
      expect(await found("seventh 8")).toBe(100);
      expect(await found("seventh")).toBe(172);
    });
  }, 60_000);

  test("knows a document no more after its erasure", async () => {
    await withSink(async (sink, reader) => {
      const pages = [PAGE, "https://www.shop.example/"];
      const reports = Array.from({ length: 8 }, (_, n) =>
        report(n, { violation: violation({ documentURL: pages[n % 2] ?? null }) }),
      );
      await sink.write({ id: "batch", reports }, SIGNAL);
      await answersOf(reader);
      const erasure = { id: "e", project: null, distinctId: null, documentURL: PAGE };
      for (let done = false; !done; ) done = (await sink.erase?.(erasure, SIGNAL))?.done ?? true;
      await expectSame(sink, reader);
      const { items } = await reader.top({
        from: T0,
        to: T0 + DAY,
        dimension: "document",
        limit: 9,
      });
      expect(items.map(({ value }) => value)).not.toContain(PAGE);
      expect((await reader.overview({ from: T0, to: T0 + DAY, document: PAGE })).total).toEqual({
        received: 0,
        estimated: 0,
      });
    });
  });
});

describe("what is remembered", () => {
  const span = { from: 0, to: 4 };
  const shape = {
    table: "hours",
    unit: "hour",
    columns: ["stream_id"],
    seeks: false,
    where: raw("TRUE"),
  } as const;

  function store(): Database {
    const db = new Database(":memory:", { strict: true });
    migrate(db, () => {});
    return db;
  }

  /** One more report of an hour, in both tables that count by the hour. */
  function count(db: Database, hour: number, stream: number): void {
    for (const [table, owner] of [
      ["hours", "stream_id"],
      ["directive_hours", "directive_id"],
    ]) {
      db.run(
        `INSERT INTO ${table} (hour, ${owner}, disposition, noise_id, received, estimated)
         VALUES (?, ?, 0, 0, 1, 1) ON CONFLICT DO UPDATE SET received = received + 1`,
        [hour, stream],
      );
    }
  }

  const received = (sums: SumsByBucket) =>
    [...sums.of(shape, span)]
      .map(([hour, own]) => [hour, ...own.received])
      .sort(([one = 0], [other = 0]) => one - other);

  test.each([
    ["nothing", 0],
    ["everything", 2 ** 20],
  ])("may be %s, and is right all the same", (_, bytes) => {
    const db = store();
    const sums = new SumsByBucket(db, bytes);
    count(db, 1, 1);
    expect(received(sums)).toEqual([[0], [1, 1], [2], [3]]);
    for (const [hour, stream] of [
      [1, 1],
      [3, 2],
      [1, 7],
    ] as const) {
      count(db, hour, stream);
    }
    expect(received(sums)).toEqual([[0], [1, 2, 1], [2], [3, 1]]);
    db.run("DELETE FROM hours WHERE hour = 1 AND stream_id = 1");
    expect(received(sums)).toEqual([[0], [1, 1], [2], [3, 1]]);
    db.close();
  });
});
