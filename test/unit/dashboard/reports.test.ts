import { describe, expect, test } from "bun:test";
import type { Query } from "../../../src/dashboard/app/api/query.ts";
import {
  bodyFacts,
  policyLines,
  violationFacts,
} from "../../../src/dashboard/app/pages/report/facts.ts";
import { collect, PAGE, STEPS } from "../../../src/dashboard/app/pages/reports/collect.ts";
import { gist, pageOf } from "../../../src/dashboard/app/pages/reports/gist.ts";
import {
  readReportFilters,
  withReportFilter,
} from "../../../src/dashboard/app/state/report-filters.ts";
import { REPORT } from "../../../src/http/api/examples.ts";

/** Answers with pages of these sizes, one after the other; the last one has no next. */
function server(sizes: readonly number[]) {
  const asked: Query[] = [];
  const ask = async (query: Query) => {
    const at = asked.push(query) - 1;
    const items = Array.from(
      { length: Math.min(sizes[at] ?? 0, Number(query.limit)) },
      () => REPORT,
    );
    return { items, next: at + 1 < sizes.length ? `c${at + 1}` : null };
  };
  return { ask, asked };
}

const START = { query: { from: "2026-11-01", type: "crash" }, cursor: null };

describe("a page of reports", () => {
  test("is one answer where that is full, and goes on there with the same question", async () => {
    const { ask, asked } = server([PAGE, PAGE, 3]);
    const first = await collect(ask, START);
    expect(first.items).toHaveLength(PAGE);
    expect(asked).toEqual([{ ...START.query, limit: PAGE }]);
    expect(first.next).toEqual({ query: START.query, cursor: "c1" });
    if (first.next) await collect(ask, first.next);
    expect(asked[1]).toEqual({ ...START.query, limit: PAGE, cursor: "c1" });
  });

  test("is put together of short and empty answers, and is never too long", async () => {
    const { ask, asked } = server([0, 7, 0, PAGE, PAGE]);
    const { items, next } = await collect(ask, START);
    expect(items).toHaveLength(PAGE);
    expect(asked.map(({ limit }) => limit)).toEqual([PAGE, PAGE, PAGE - 7, PAGE - 7]);
    expect(next?.cursor).toBe("c4");
  });

  test("ends after some steps where nothing is found, and says where to go on", async () => {
    const { ask, asked } = server(Array.from({ length: 100 }, () => 0));
    const { items, next } = await collect(ask, START);
    expect(items).toEqual([]);
    expect(asked).toHaveLength(STEPS);
    expect(next?.cursor).toBe(`c${STEPS}`);
  });

  test("is the last one where there is no next, even if it is empty", async () => {
    expect(await collect(server([0]).ask, START)).toEqual({ items: [], next: null });
  });
});

describe("filters of single reports", () => {
  const address = new URLSearchParams("project=shop&type=crash&search=%20a%26b");

  test("stand in the address beside the others", () => {
    expect(readReportFilters(address)).toEqual({ type: "crash", search: " a&b" });
    expect(readReportFilters(new URLSearchParams("type=&search="))).toEqual({});
    const long = readReportFilters(new URLSearchParams({ search: "y".repeat(2_000) }));
    expect(long.search).toBe("y".repeat(512));
  });

  test("are changed one by one", () => {
    expect(String(withReportFilter(address, "type", undefined))).toBe("project=shop&search=+a%26b");
    expect(String(withReportFilter(address, "search", ""))).toBe("project=shop&type=crash");
    expect(withReportFilter(address, "issue", "0123456789abcdef").get("type")).toBe("crash");
  });
});

describe("a report in a line", () => {
  test("says what was blocked", () => {
    expect(gist(REPORT)).toBe("https://cdn.example/widget.js");
    expect(pageOf(REPORT)).toBe("https://www.shop.example/cart");
  });

  test.each([
    [{ reason: "oom", message: "Too much memory" }, "Too much memory"],
    [{ reason: "oom" }, "oom"],
    [{ message: "", type: "dns.name_not_resolved" }, "dns.name_not_resolved"],
    [{ message: { no: "text" } }, null],
    [{}, null],
    [null, null],
  ])("of another type says what its body does: %j", (body, said) => {
    expect(gist({ violation: null, body })).toBe(said);
  });
});

test("every member of a violation is among its facts, but for its policy", () => {
  const { violation } = REPORT;
  if (violation === null) throw new Error("the example is a violation");
  const { originalPolicy: _, ...others } = violation;
  expect(
    violationFacts(violation)
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(Object.keys(others).toSorted());
});

test("a body of any form is shown member by member", () => {
  const body = { a: "x", b: 1, c: false, d: null, e: [1], f: {} };
  expect(bodyFacts(JSON.parse(JSON.stringify(body)))).toEqual([
    { name: "a", value: "x" },
    { name: "b", value: "1" },
    { name: "c", value: "false" },
    { name: "d", value: null },
    { name: "e", value: { json: [1] } },
    { name: "f", value: { json: {} } },
  ]);
  expect(bodyFacts(null)).toEqual([]);
  const large = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`m${at}`, at]));
  expect(bodyFacts(large).length).toBeLessThan(100);
});

test("a policy is shown by the directive, however it is written", () => {
  expect(policyLines(";; default-src 'self' ;img-src *;")).toEqual([
    "default-src 'self'",
    "img-src *",
  ]);
});
