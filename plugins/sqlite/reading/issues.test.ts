import { describe, expect, test } from "bun:test";
import type { ReportReader } from "tattle/sink";
import { report, requestOf, T0, violation, WEEK, withReports } from "../test-support.ts";

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
