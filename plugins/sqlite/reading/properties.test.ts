import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  type CountQuery,
  DIMENSIONS,
  type Dimension,
  type IssueQuery,
  type ReportFilter,
  type ReportReader,
} from "tattle/sink";
import { MemoryReader } from "../../../test/support/memory-reader.ts";
import { DAY, HOUR } from "../tally.ts";
import { report, requestOf, T0, violation, WEEK, withReports } from "../test-support.ts";

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
