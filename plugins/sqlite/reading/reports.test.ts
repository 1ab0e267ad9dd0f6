import { describe, expect, test } from "bun:test";
import type { ReportFilter, ReportReader } from "tattle/sink";
import { report, requestOf, T0, violation, WEEK, withReports } from "../test-support.ts";

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
