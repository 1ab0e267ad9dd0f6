import { describe, expect, test } from "bun:test";
import { readFilters, withFilters } from "../../../src/dashboard/app/state/filters.ts";

describe("other filters in an address", () => {
  test.each([
    ["keep what a page says beside them", "type=crash&search=a%26b", "type=crash&search=a%26b"],
    ["take the place of the old ones", "project=old&noise=only&last=30d&type=crash", "type=crash"],
    ["take the place of a span", "from=2026-11-01&to=2026-11-02&issue=1", "issue=1"],
    ["stand alone where there is nothing else", "", ""],
  ])("%s", (_, search, rest) => {
    const filters = { ...readFilters(""), project: "shop & co" };
    const written = withFilters(search, filters);
    expect(written).toBe(["project=shop+%26+co", rest].filter(Boolean).join("&"));
    expect(readFilters(written)).toEqual(filters);
  });
});
