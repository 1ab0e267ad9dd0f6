import { describe, expect, test } from "bun:test";
import type { ReportFilter, ReportReader } from "tattle/sink";
import { DAY } from "../tally.ts";
import { report, T0, violation, WEEK, withReports } from "../test-support.ts";

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
