import { describe, expect, test } from "bun:test";
import type { Report, ReportReader } from "tattle/sink";
import { DAY, HOUR } from "./tally.ts";
import {
  createSink,
  report,
  reportsUpTo,
  type Store,
  T0,
  violation,
  withFolder,
  withStore,
} from "./test-support.ts";

const NOW = { from: T0 - DAY, to: T0 + DAY };

function ids(reports: readonly Report[]): string[] {
  return reports.map(({ id }) => id);
}

/** Runs `test` with a filled store and a reader of it. */
async function withReader(
  reports: readonly Report[],
  test: (reader: ReportReader, store: Store) => Promise<void>,
): Promise<void> {
  await withStore(async (store) => {
    if (reports.length > 0) await store.write(reports);
    // As the host does it: another instance, which is never opened.
    const reader = createSink(store.dir).reader?.();
    if (reader === undefined) throw new Error("the sink has no reader");
    try {
      await test(reader, store);
    } finally {
      await reader.close();
    }
  });
}

/** All pages of a query, joined. */
async function allOf(reader: ReportReader, query: Parameters<ReportReader["reports"]>[0]) {
  const found: Report[] = [];
  let cursor: string | null = null;
  let pages = 0;
  do {
    const page = await reader.reports(cursor === null ? query : { ...query, cursor });
    found.push(...page.items);
    cursor = page.next;
    pages++;
  } while (cursor !== null);
  return { found, pages };
}

describe("before the database is there", () => {
  test("everything is empty, and it is seen as soon as it is there", async () => {
    await withFolder(async (dir) => {
      const sink = createSink(dir);
      const reader = sink.reader?.();
      expect(await reader?.reports({ limit: 10 })).toEqual({ items: [], next: null });
      expect(await reader?.report(report(1).id)).toBeNull();
      expect((await reader?.overview(NOW))?.total).toEqual({ received: 0, estimated: 0 });
      await sink.open(new AbortController().signal);
      await sink.write({ id: "b", reports: [report(1)] }, new AbortController().signal);
      expect(await reader?.report(report(1).id)).toStrictEqual(report(1));
      await reader?.close();
      await sink.close();
    });
  });
});

describe("reports", () => {
  const crash = { type: "crash", violation: null, body: {} };
  const mixed = reportsUpTo(90).map((one, n) => ({
    ...one,
    ...(n % 3 === 0 ? crash : { violation: violation({ blockedURL: `https://${n % 7}.example` }) }),
    project: n % 2 === 0 ? "shop" : "blog",
  }));
  const newest = mixed.toReversed();

  test.each([
    ["all", {}, () => true],
    ["of a project", { project: "blog" }, (one: Report) => one.project === "blog"],
    ["of a type", { type: "crash" }, (one: Report) => one.type === "crash"],
    [
      "of a project and type",
      { project: "shop", type: "csp-violation" },
      (one: Report) => one.project === "shop" && one.type !== "crash",
    ],
    ["of a project that nobody has", { project: "none" }, () => false],
  ])("%s come newest first, each once, whatever the page's size", async (_, filter, matches) => {
    await withReader(mixed, async (reader) => {
      const expected = ids(newest.filter(matches));
      for (const limit of [1, 7, 30, 90, 1000]) {
        const { found } = await allOf(reader, { ...filter, limit });
        expect(ids(found)).toEqual(expected);
      }
    });
  });

  test("the last page has no cursor, even when it is full", async () => {
    await withReader(reportsUpTo(10), async (reader) => {
      expect((await allOf(reader, { limit: 5 })).pages).toBe(2);
    });
  });

  test("a cursor goes on where its page ended, however many reports came since", async () => {
    await withReader(reportsUpTo(10), async (reader, store) => {
      const first = await reader.reports({ limit: 4 });
      await store.write([report(100)]);
      const second = await reader.reports({ limit: 4, cursor: first.next ?? "" });
      expect(ids(second.items)).toEqual([5, 4, 3, 2].map((n) => report(n).id));
    });
  });

  test("a cursor that was never given for the query is a RangeError", async () => {
    await withReader(reportsUpTo(10), async (reader) => {
      const { next } = await reader.reports({ limit: 2 });
      const given = next ?? "";
      const forged = [
        "",
        "x",
        "!",
        given.slice(1),
        `${given}A`,
        `${given}=`,
        given.toUpperCase(),
        "A".repeat(given.length),
      ];
      for (const cursor of forged) {
        await expect(reader.reports({ limit: 2, cursor })).rejects.toThrow(RangeError);
      }
      await expect(reader.reports({ limit: 2, project: "shop", cursor: given })).rejects.toThrow(
        RangeError,
      );
    });
  });

  test("a page of large reports ends early and leads to the others", async () => {
    const large = [1, 2, 3, 4, 5].map((n) => report(n, { raw: { text: "x".repeat(3 * 2 ** 20) } }));
    await withReader(large, async (reader) => {
      const { found, pages } = await allOf(reader, { limit: 1000 });
      expect(ids(found)).toEqual(ids(large).toReversed());
      expect(pages).toBe(3);
    });
  });

  test.each([0, -1, 1.5, 1001, Number.NaN])("a limit of %p is a RangeError", async (limit) => {
    await withReader([], async (reader) => {
      await expect(reader.reports({ limit })).rejects.toThrow(RangeError);
    });
  });
});

describe("one report", () => {
  test.each(["", "x", "01977c2b-0000-7000-8000-000000000000", "\ud800"])(
    "is null for the id %p",
    async (id) => {
      await withReader([report(1)], async (reader) => {
        expect(await reader.report(id)).toBeNull();
      });
    },
  );
});

describe("the overview", () => {
  test("sums up a short span by the hour", async () => {
    const at = (hour: number, weight = 1) => ({ occurredAt: T0 + hour * HOUR + 1, weight });
    const reports = [
      report(1, at(0)),
      report(2, at(0, 10)),
      report(3, {
        ...at(5),
        disposition: "report",
        violation: violation({ effectiveDirective: "img-src" }),
      }),
      report(4, { ...at(5), type: "crash", violation: null, body: {}, disposition: null }),
      report(5, { ...at(6), violation: violation({ effectiveDirective: null }) }),
      report(6, at(30)),
    ];
    await withReader(reports, async (reader) => {
      expect(await reader.overview({ from: T0, to: T0 + DAY })).toEqual({
        covers: { from: T0, to: T0 + DAY },
        total: { received: 5, estimated: 14 },
        issues: 3,
        series: [
          { at: T0, received: 2, estimated: 11 },
          { at: T0 + 5 * HOUR, received: 2, estimated: 2 },
          { at: T0 + 6 * HOUR, received: 1, estimated: 1 },
        ],
        byDirective: [
          { directive: "script-src-elem", received: 2, estimated: 11 },
          { directive: "img-src", received: 1, estimated: 1 },
          { directive: null, received: 1, estimated: 1 },
        ],
        byDisposition: [
          { disposition: "enforce", received: 3, estimated: 12 },
          { disposition: "report", received: 1, estimated: 1 },
          { disposition: null, received: 1, estimated: 1 },
        ],
      });
    });
  });

  test("sums up a long span by the day, to the hour at both ends", async () => {
    const hours = [-25, -2, -1, 0, 26, 100, 119, 120, 121, 130];
    const reports = hours.map((hour, n) => report(n, { occurredAt: T0 + hour * HOUR }));
    await withReader(reports, async (reader) => {
      const { series, total } = await reader.overview({ from: T0 - 2 * HOUR, to: T0 + 121 * HOUR });
      expect(series.map(({ at, received }) => [(at - T0) / DAY, received])).toEqual([
        [-1, 2],
        [0, 1],
        [1, 1],
        [4, 2],
        [5, 1],
      ]);
      expect(total.received).toBe(7);
    });
  });

  test("is of one project when asked", async () => {
    await withReader([report(1), report(2, { project: "blog" })], async (reader) => {
      for (const to of [T0 + DAY, T0 + 30 * DAY]) {
        const { total, series } = await reader.overview({ from: T0, to, project: "blog" });
        expect([total.received, series.length]).toEqual([1, 1]);
      }
    });
  });

  test.each([
    ["that ends before it begins", { from: T0 + DAY, to: T0 }],
    ["without end", { from: Number.NEGATIVE_INFINITY, to: Number.NEGATIVE_INFINITY }],
  ])("of a span %s is empty", async (_, span) => {
    await withReader([report(1)], async (reader) => {
      expect((await reader.overview(span)).total.received).toBe(0);
    });
  });

  test("of all time has everything", async () => {
    await withReader(reportsUpTo(3), async (reader) => {
      const { total } = await reader.overview({ from: 0, to: Number.POSITIVE_INFINITY });
      expect(total.received).toBe(3);
    });
  });
});

describe("a reader beside a writer", () => {
  test("sees whole batches only", async () => {
    await withReader([report(0)], async (reader, store) => {
      const all = reportsUpTo(1000);
      for (let at = 0; at < all.length; at += 100) {
        const writing = store.write(all.slice(at, at + 100));
        const [{ items }, { total }] = await Promise.all([
          reader.reports({ limit: 1000 }),
          reader.overview(NOW),
        ]);
        expect([items.length % 100, total.received % 100]).toBeOneOf([
          [0, 0],
          [1, 1],
        ]);
        await writing;
      }
      expect((await reader.overview(NOW)).total.received).toBe(1000);
    });
  });

  test("says so once it was closed", async () => {
    await withReader([report(1)], async (reader) => {
      await reader.close();
      await expect(reader.reports({ limit: 1 })).rejects.toThrow("closed");
    });
  });
});
