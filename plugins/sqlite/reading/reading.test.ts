import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  type CountQuery,
  DIMENSIONS,
  type Dimension,
  type IssueQuery,
  type Report,
  type ReportFilter,
  type ReportReader,
} from "tattle/sink";
import { MemoryReader } from "../../../test/support/memory-reader.ts";
import { DAY, HOUR } from "../tally.ts";
import { createSink, report, SIGNAL, T0, violation, withFolder } from "../test-support.ts";

/** Runs `test` with a reader of these reports. */
async function withReports(
  reports: readonly Report[],
  test: (reader: ReportReader) => Promise<void>,
): Promise<void> {
  await withFolder(async (dir) => {
    const sink = createSink(dir);
    await sink.open(SIGNAL);
    if (reports.length > 0) await sink.write({ id: "batch", reports }, SIGNAL);
    const reader = sink.reader?.();
    if (reader === undefined) throw new Error("the sink has no reader");
    try {
      await test(reader);
    } finally {
      await reader.close();
      await sink.close();
    }
  });
}

const WEEK: { from: number; to: number } = { from: T0 - DAY, to: T0 + 6 * DAY };

function requestOf(n: number, version: string | null): Report["request"] {
  return { ...report(n).request, version };
}

/** Any reports of a few days, of few enough kinds to meet again. */
const anyReports = fc
  .array(
    fc.record({
      hour: fc.integer({ min: 0, max: 120 }),
      project: fc.constantFrom("shop", "blog"),
      directive: fc.constantFrom("img-src", "script-src-elem", null),
      host: fc.constantFrom("a.example", "b.example", "100%_.example"),
      file: fc.constantFrom(null, "https://tags.example/x.js"),
      page: fc.constantFrom("/", "/cart"),
      disposition: fc.constantFrom("enforce", "report", null),
      version: fc.constantFrom(null, "1", "2"),
      noise: fc.constantFrom(null, "extension"),
      weight: fc.constantFrom(1, 4),
      crash: fc.boolean(),
    }),
    { maxLength: 40 },
  )
  .map((seeds) =>
    seeds.map((seed, n) => {
      const documentURL = `https://www.shop.example${seed.page}`;
      const { project, disposition, noise, weight } = seed;
      return report(n, {
        project,
        noise,
        weight,
        occurredAt: T0 + seed.hour * HOUR + n,
        disposition: seed.crash ? null : disposition,
        type: seed.crash ? "crash" : "csp-violation",
        body: seed.crash ? {} : null,
        request: requestOf(n, seed.version),
        violation: seed.crash
          ? null
          : violation({
              documentURL,
              blockedURL: `https://${seed.host}/x.js`,
              effectiveDirective: seed.directive,
              sourceFile: seed.file,
            }),
      });
    }),
  );

/** Filters that every rollup can answer together. */
const anyFilter: fc.Arbitrary<ReportFilter> = fc.record(
  {
    project: fc.constantFrom("shop", "other"),
    type: fc.constantFrom("csp-violation", "crash"),
    directive: fc.constantFrom("img-src", null),
    blocked: fc.constantFrom("https://a.example", "https://100%_.example"),
    source: fc.constantFrom(null, "https://tags.example"),
    disposition: fc.constantFrom("enforce" as const, null),
    noise: fc.constantFrom("with" as const, "without" as const, "only" as const, {
      rule: "extension",
    }),
  },
  { requiredKeys: [] },
);

describe("whatever is asked of whatever was written", () => {
  test("is answered as by counting the reports themselves", async () => {
    await fc.assert(
      fc.asyncProperty(anyReports, anyFilter, fc.nat(), async (reports, filter, length) => {
        const oracle = new MemoryReader(async () => reports);
        const span = { from: T0, to: T0 + (1 + (length % 6)) * DAY };
        const query: CountQuery = { ...filter, ...span };
        await withReports(reports, async (reader) => {
          const expected = await oracle.overview(query);
          const overview = await reader.overview(query);
          const sums = ({ total, issues }: typeof overview) => ({ total, issues });
          expect(sums(overview)).toEqual(sums(expected));
          const series = await reader.series({ ...query, bucket: "hour" });
          expect(series.points).toEqual(expected.series);
          for (const dimension of DIMENSIONS) {
            if (dimension === "browser") continue;
            if (dimension === "document" && (filter.noise || filter.disposition !== undefined)) {
              continue;
            }
            const top = await reader.top({ ...query, dimension, limit: 100 });
            const same = await oracle.top({ ...query, dimension, limit: 100 });
            expect([dimension, byName(top.items)]).toEqual([dimension, byName(same.items)]);
          }
          const { type, issue, ...rest } = query;
          const listed = await reader.issues({ ...rest, limit: 200 });
          const known = await oracle.issues({ ...rest, limit: 200 });
          expect(issueCounts(listed.items)).toEqual(issueCounts(known.items));
        });
      }),
      { numRuns: 30 },
    );
  });

  test("adds up: groups and rest to the series, the series to its total, issues to the violations", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyReports,
        fc.constantFrom<Dimension>("project", "directive", "blocked", "version", "disposition"),
        async (reports, by) => {
          await withReports(reports, async (reader) => {
            const { points, groups, rest, total } = await reader.series({ ...WEEK, by, groups: 1 });
            const parts = [...groups, ...(rest === null ? [] : [rest])];
            const received = (list: ReadonlyArray<{ received: number }>) =>
              list.reduce((sum, one) => sum + one.received, 0);
            expect(received(points)).toBe(total.received);
            expect(received(parts)).toBe(total.received);
            expect(received(parts.flatMap((part) => part.points))).toBe(total.received);
            const issues = await reader.issues({ ...WEEK, limit: 200 });
            const violations = await reader.overview({ ...WEEK, type: "csp-violation" });
            expect(received(issues.items.map(({ counts }) => counts))).toBe(
              violations.total.received,
            );
            expect(issues.total).toBe(violations.issues);
          });
        },
      ),
      { numRuns: 20 },
    );
  });

  test("gives each issue on exactly one page, in order, however long the pages are", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyReports,
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom("received", "estimated", "lastSeen", "firstSeen", "new"),
        async (reports, limit, sort) => {
          await withReports(reports, async (reader) => {
            const query = { ...WEEK, sort, limit } satisfies IssueQuery;
            const whole = await reader.issues({ ...query, limit: 200 });
            const ids: string[] = [];
            for (let cursor: string | null | undefined; cursor !== null; ) {
              const page: Awaited<ReturnType<ReportReader["issues"]>> = await reader.issues(
                cursor === undefined ? query : { ...query, cursor },
              );
              ids.push(...page.items.map(({ id }) => id));
              cursor = page.next;
            }
            expect(ids).toEqual(whole.items.map(({ id }) => id));
          });
        },
      ),
      { numRuns: 20 },
    );
  });
});

function byName(items: ReadonlyArray<{ value: string | null }>) {
  return [...items].sort((one, other) => (String(one.value) < String(other.value) ? -1 : 1));
}

function issueCounts(
  items: ReadonlyArray<{ id: string; counts: { received: number; estimated: number } }>,
) {
  return items.map(({ id, counts }) => [id, counts.received, counts.estimated].join()).sort();
}

describe("a list of issues", () => {
  const other = violation({ blockedURL: "https://other.example/x.js" });
  const reports = [
    report(1, { request: requestOf(1, "1") }),
    report(2, { request: requestOf(2, "1"), weight: 4 }),
    report(3, { violation: other, request: requestOf(3, "2"), noise: "extension" }),
    report(9, { request: requestOf(9, "2") }),
  ];

  async function idOf(reader: ReportReader, blocked: string): Promise<string> {
    const { items } = await reader.issues({ ...WEEK, blocked, limit: 1 });
    return items[0]?.id ?? "";
  }

  test("says of each what was counted, and how sure that is", async () => {
    await withReports(reports, async (reader) => {
      const { items, total } = await reader.issues({ ...WEEK, limit: 1 });
      expect(total).toBe(2);
      const half = 1.96 * Math.sqrt(12);
      expect(items).toMatchObject([
        {
          blocked: "https://cdn.vendor.example",
          directive: "script-src-elem",
          source: null,
          firstSeen: report(1).occurredAt,
          lastSeen: report(9).occurredAt,
          counts: { received: 3, estimated: 6, interval: { low: 3, high: 6 + half } },
          documents: 1,
          browsers: [{ value: "Firefox", received: 3, estimated: 6 }],
          versions: [
            { value: "1", received: 2, estimated: 5 },
            { value: "2", received: 1, estimated: 1 },
          ],
          noise: { received: 0, estimated: 0 },
          status: "open",
          regressed: null,
        },
      ]);
      expect(items[0]?.sparkline.received.reduce((sum, one) => sum + one)).toBe(3);
    });
  });

  test.each([
    ["resolved before it occurred again", "resolved", 5, "open", report(9).occurredAt],
    ["resolved after it occurred", "resolved", 60, "resolved", null],
    ["ignored", "ignored", 0, "ignored", null],
  ] as const)("that was %s shows it as it stands", async (_, mark, second, status, at) => {
    await withReports(reports, async (reader) => {
      const id = await idOf(reader, "https://cdn.vendor.example");
      const marks = [{ id, status: mark, at: T0 + second * 1000 }];
      const query = { ...WEEK, marks, status, limit: 9 };
      const listed = (await reader.issues(query)).items.find((issue) => issue.id === id);
      const detail = await reader.issue({
        ...WEEK,
        id,
        mark: { id, status: mark, at: T0 + second * 1000 },
      });
      const regressed = at === null ? null : { at, version: "2" };
      expect(listed).toMatchObject({ status, regressed });
      expect(detail).toMatchObject({ status, regressed });
    });
  });

  test.each([
    ["a host, in any case", "CDN.Vendor"],
    ["a document", "/cart/"],
    ["a directive", "script-src-elem"],
    ["nothing", ""],
  ])("finds an issue by %s", async (_, search) => {
    await withReports(reports, async (reader) => {
      const { items } = await reader.issues({ ...WEEK, search, limit: 9 });
      expect(items.map(({ blocked }) => blocked)).toContain("https://cdn.vendor.example");
    });
  });

  test.each(["%", "_", "\\", '"', "*", "NEAR(", "' OR 1=1 --", "\0", "\ud800", "x".repeat(512)])(
    "takes no character of %j for more than itself",
    async (search) => {
      const sample = `before ${search} after`;
      const found = violation({ sample, blockedURL: "https://found.example/" });
      await withReports([...reports, report(20, { violation: found })], async (reader) => {
        const { items } = await reader.issues({ ...WEEK, search, limit: 9 });
        // A sample is kept for as long as it may be searched for.
        const kept = sample.slice(0, 512).includes(search);
        expect(items.map(({ blocked }) => blocked)).toEqual(kept ? ["https://found.example"] : []);
        const page = await reader.reports({ search, limit: 9 });
        expect(page.items.map(({ id }) => id)).toEqual([report(20).id]);
      });
    },
  );
});

describe("one issue", () => {
  test("has its documents, versions, variants, examples, history and relatives", async () => {
    const at = (n: number, line: number, page = "/cart/") =>
      report(n, {
        request: requestOf(n, n < 3 ? "1" : "2"),
        violation: violation({ lineNumber: line, documentURL: `https://www.shop.example${page}` }),
      });
    const relative = violation({ effectiveDirective: "connect-src" });
    const reports = [at(1, 5), at(2, 5), at(3, 7, "/pay"), report(4, { violation: relative })];
    await withReports(reports, async (reader) => {
      const listed = await reader.issues({ ...WEEK, directive: "script-src-elem", limit: 1 });
      const issue = await reader.issue({ ...WEEK, id: listed.items[0]?.id ?? "" });
      expect(issue).toMatchObject({
        topDocuments: [
          { url: "https://www.shop.example/cart/", received: 2 },
          { url: "https://www.shop.example/pay", received: 1 },
        ],
        otherDocuments: { received: 0 },
        seenVersions: [
          { version: "2", firstSeen: report(3).occurredAt, received: 1 },
          { version: "1", firstSeen: report(1).occurredAt, received: 2 },
        ],
        variants: [
          { lineNumber: 5, columnNumber: 34, received: 2, lastSeen: report(2).occurredAt },
          { lineNumber: 7, received: 1 },
        ],
        examples: [report(3).id, report(2).id, report(1).id],
        related: [{ directive: "connect-src", blocked: "https://cdn.vendor.example" }],
        history: [{ at: T0, received: 3 }],
      });
    });
  });

  test.each(["", "x", "0".repeat(16), "\ud800", "' OR 1=1 --"])(
    "is null for the id %j",
    async (id) => {
      await withReports([report(1)], async (reader) => {
        expect(await reader.issue({ ...WEEK, id })).toBeNull();
      });
    },
  );
});

describe("two versions side by side", () => {
  test("tell what is new, gone and changed", async () => {
    const of = (n: number, version: string, host: string) =>
      report(n, {
        request: requestOf(n, version),
        violation: violation({ blockedURL: `https://${host}/` }),
      });
    const reports = [
      of(1, "1", "gone.example"),
      of(2, "1", "both.example"),
      of(3, "2", "both.example"),
      of(4, "2", "both.example"),
      of(5, "2", "new.example"),
    ];
    await withReports(reports, async (reader) => {
      const query = { project: "default", a: "1", b: "2", limit: 10 };
      expect(await reader.versions(query)).toMatchObject({
        a: { version: "1", received: 2, issues: 2, lastSeen: report(2).occurredAt },
        b: { version: "2", received: 3, issues: 2, firstSeen: report(3).occurredAt },
        new: [{ blocked: "https://new.example", a: { received: 0 }, b: { received: 1 } }],
        gone: [{ blocked: "https://gone.example", a: { received: 1 }, b: { received: 0 } }],
        changed: [{ blocked: "https://both.example", a: { received: 1 }, b: { received: 2 } }],
        totals: { new: 1, gone: 1, changed: 1 },
      });
      const nobody = await reader.versions({ ...query, b: "nobody's" });
      expect(nobody.b).toEqual({
        version: "nobody's",
        received: 0,
        estimated: 0,
        issues: 0,
        firstSeen: null,
        lastSeen: null,
      });
    });
  });
});

describe("types and facets", () => {
  test("name what there is", async () => {
    const crash = report(2, { type: "crash", violation: null, body: {}, disposition: null });
    await withReports([report(1, { request: requestOf(1, "7") }), crash], async (reader) => {
      expect(await reader.types(WEEK)).toEqual([
        { type: "crash", received: 1, estimated: 1, lastReceived: crash.receivedAt },
        { type: "csp-violation", received: 1, estimated: 1, lastReceived: report(1).receivedAt },
      ]);
      for (const query of [{}, { project: "default" }]) {
        expect(await reader.facets(query)).toEqual({
          projects: ["default"],
          types: ["crash", "csp-violation"],
          directives: ["script-src-elem"],
          versions: ["7"],
          browsers: ["Firefox"],
          noise: [],
        });
      }
    });
  });
});

describe("a list of reports", () => {
  const reports = [
    report(1, { request: requestOf(1, "1") }),
    report(2, { disposition: "report", noise: "extension" }),
    report(3, { userAgent: null, violation: violation({ sample: "Alert(1)" }) }),
    report(4, { type: "crash", violation: null, body: {}, disposition: null }),
    report(5, { project: "blog", violation: violation({ blockedURL: "inline" }) }),
  ];

  test.each<[string, ReportFilter & { search?: string; from?: number; to?: number }, number[]]>([
    ["version", { version: "1" }, [1]],
    ["no version", { version: null }, [5, 4, 3, 2]],
    ["disposition", { disposition: "report" }, [2]],
    ["no disposition", { disposition: null }, [4]],
    ["noise only", { noise: "only" }, [2]],
    ["a noise rule", { noise: { rule: "other" } }, []],
    ["no noise", { noise: "without", type: "csp-violation" }, [5, 3, 1]],
    ["browser", { browser: "Firefox", project: "default" }, [4, 2, 1]],
    ["no browser", { browser: null }, [3]],
    ["blocked", { blocked: "inline" }, [5]],
    ["directive", { directive: "script-src-elem", project: "blog" }, [5]],
    ["document", { document: "https://www.shop.example/cart/" }, [5, 3, 2, 1]],
    ["a sample", { search: "alert(" }, [3]],
    ["when they came in", { from: T0 + 2000, to: T0 + 4000 }, [3, 2]],
    ["a span that ends before it begins", { from: T0 + 4000, to: T0 }, []],
  ])("by %s", async (_, filter, expected) => {
    await withReports(reports, async (reader) => {
      const { items } = await reader.reports({ ...filter, limit: 10 });
      expect(items.map(({ id }) => id)).toEqual(expected.map((n) => report(n).id));
    });
  });

  test("by an issue has those of the issue", async () => {
    await withReports(reports, async (reader) => {
      const { items } = await reader.issues({ ...WEEK, blocked: "inline", limit: 1 });
      const page = await reader.reports({ issue: items[0]?.id ?? "", limit: 5 });
      expect(page.items.map(({ id }) => id)).toEqual([report(5).id]);
    });
  });

  test("reads a bounded number in one call, and says where to go on", async () => {
    const many = Array.from({ length: 4_500 }, (_, n) =>
      report(n, n === 10 ? { violation: violation({ sample: "needle" }) } : {}),
    );
    await withReports(many, async (reader) => {
      const sizes: number[] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page: Awaited<ReturnType<ReportReader["reports"]>> = await reader.reports({
          search: "needle",
          limit: 10,
          ...(cursor === undefined ? {} : { cursor }),
        });
        sizes.push(page.items.length);
        cursor = page.next;
      }
      expect(sizes).toEqual([0, 0, 1]);
    });
  });
});

describe("what cannot be asked", () => {
  const span = { from: T0, to: T0 + DAY };
  test.each<[string, (reader: ReportReader) => Promise<unknown>, string]>([
    [
      "documents by version",
      (r) => r.top({ ...span, dimension: "document", version: "1", limit: 1 }),
      "`document` cannot be combined with `version`",
    ],
    [
      "a document without noise",
      (r) => r.overview({ ...span, document: "x", noise: "without" }),
      "`document` cannot be combined with `noise`",
    ],
    [
      "versions by the hour",
      (r) => r.series({ ...span, by: "version", bucket: "hour" }),
      "`bucket` must be `day`",
    ],
    [
      "a year by the hour",
      (r) => r.series({ from: 0, to: 400 * DAY, bucket: "hour" }),
      "`bucket` must be `day`",
    ],
    ["no groups", (r) => r.series({ ...span, by: "version", groups: 0 }), "`groups` must be"],
    [
      "too many values",
      (r) => r.top({ ...span, dimension: "type", limit: 1e9 }),
      "`limit` must be",
    ],
    ["too many issues", (r) => r.issues({ ...span, limit: 201 }), "`limit` must be"],
    ["a forged cursor", (r) => r.issues({ ...span, limit: 1, cursor: "AAAA" }), "not a cursor"],
    [
      "a search of absurd length",
      (r) => r.issues({ ...span, limit: 1, search: "x".repeat(8192) }),
      "`search` may have",
    ],
    [
      "too many compared issues",
      (r) => r.versions({ project: "x", a: null, b: null, limit: 0 }),
      "`limit` must be",
    ],
  ])("%s is a RangeError, also where nothing was written yet", async (_, ask, told) => {
    for (const reports of [[], [report(1)]]) {
      await withReports(reports, async (reader) => {
        const asked = ask(reader);
        await expect(asked).rejects.toThrow(RangeError);
        await expect(asked).rejects.toThrow(told);
      });
    }
  });

  test("a cursor of another sort is a RangeError", async () => {
    const other = report(2, { violation: violation({ blockedURL: "inline" }) });
    await withReports([report(1), other], async (reader) => {
      const { next } = await reader.issues({ ...WEEK, limit: 1 });
      const asked = reader.issues({ ...WEEK, limit: 1, sort: "lastSeen", cursor: next ?? "" });
      await expect(asked).rejects.toThrow(RangeError);
    });
  });
});

describe("hostile filters", () => {
  const hostile = ["%", "'; DROP TABLE issues; --", "\0", "\ud800", "x".repeat(8192), "__proto__"];
  const spans = [
    WEEK,
    { from: T0 + DAY, to: T0 },
    { from: 0, to: Number.MAX_SAFE_INTEGER },
    { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY },
    { from: Number.NaN, to: Number.NaN },
  ];

  test.each(hostile)("of %j find nothing, everywhere, over any span", async (text) => {
    const filters: ReportFilter[] = [
      { project: text },
      { type: text },
      { directive: text },
      { blocked: text },
      { source: text },
      { version: text },
      { browser: text },
      { noise: { rule: text } },
      { document: text },
      { issue: text },
    ];
    await withReports([report(1)], async (reader) => {
      for (const span of spans) {
        for (const filter of filters) {
          const { total } = await reader.overview({ ...filter, ...span });
          expect(total.received).toBe(0);
          const top = await reader
            .top({ ...filter, ...span, dimension: "directive", limit: 5 })
            .catch((error) => {
              expect(error).toBeInstanceOf(RangeError);
              return null;
            });
          expect(top?.items ?? []).toEqual([]);
          const { type, issue, ...rest } = filter;
          if (type === undefined && issue === undefined) {
            expect((await reader.issues({ ...rest, ...span, limit: 5 })).items).toEqual([]);
          }
          expect((await reader.reports({ ...filter, limit: 5 })).items).toEqual([]);
        }
      }
    });
  });
});
