import { describe, expect, test } from "bun:test";
import { arrivals } from "../../../src/dashboard/app/pages/setup/arrivals.ts";
import { FIRST_DRAFT, inputOf } from "../../../src/dashboard/app/pages/setup/draft.ts";
import { DROP_MEANINGS } from "../../../src/dashboard/app/ui/drops.ts";
import type { ProjectView, Tally } from "../../../src/http/api/schema/project.ts";
import { DROP_REASONS } from "../../../src/report/drop.ts";
import { setUp } from "../../../src/setup/index.ts";

const BASE = "https://csp.example.org";

function project(name: string | null, kept: number, byReason: Tally["byReason"] = {}): ProjectView {
  const dropped = Object.values(byReason).reduce((sum, count) => sum + count, 0);
  const total: Tally = {
    received: kept + dropped,
    kept,
    dropped,
    byReason,
    refused: 0,
    imported: 0,
  };
  const nothing = { retired: false, source: null, tokens: [], settings: null, warnings: [] };
  return { name, configured: name !== null, total, lastDay: total, ...nothing };
}

describe("what has come since somebody waits", () => {
  test("is nothing of what was there before", () => {
    const before = [project("shop", 7, { sampled_out: 2 }), project(null, 0, { unknown_token: 3 })];
    expect(arrivals(before, before, "shop")).toEqual({ kept: 0, dropped: [], strangers: 0 });
  });

  test("is of the project alone, with the reasons why some of it was not kept", () => {
    const before = [project("shop", 7, { sampled_out: 2 }), project("blog", 1)];
    const now = [project("shop", 9, { sampled_out: 5, origin_not_allowed: 1 }), project("blog", 9)];
    expect(arrivals(before, now, "shop")).toEqual({
      kept: 2,
      dropped: [
        { reason: "sampled_out", count: 3 },
        { reason: "origin_not_allowed", count: 1 },
      ],
      strangers: 0,
    });
  });

  test("tells of tokens that nobody has, and of a project that was not there yet", () => {
    const now = [project("new", 1), project(null, 0, { unknown_token: 2 })];
    expect(arrivals([], now, "new")).toEqual({ kept: 1, dropped: [], strangers: 2 });
  });
});

describe("what is chosen on the page", () => {
  test("is a policy to begin with, without a sample rate", () => {
    const { endpoint, lines } = setUp(inputOf(FIRST_DRAFT, BASE, "phc_x"));
    expect(endpoint).toBe(`${BASE}/report/?token=phc_x&v=1`);
    expect(lines[0]).toStartWith("Content-Security-Policy-Report-Only: default-src 'self'");
  });

  test.each([
    ["10", "sample_rate=0.1"],
    ["0.5", "sample_rate=0.005"],
  ])("%s per cent are %s", (sample, parameter) => {
    expect(setUp(inputOf({ ...FIRST_DRAFT, sample }, BASE, null)).endpoint).toContain(parameter);
  });

  test.each(["ten", "0", "-1", "500"])("%s per cent are told of and left out", (sample) => {
    const { endpoint, advice } = setUp(inputOf({ ...FIRST_DRAFT, sample }, BASE, null));
    expect(endpoint).not.toContain("sample_rate");
    expect(advice.map(({ id }) => id)).toContain("sample-rate");
  });

  test("PostHog of one's own is where it was entered", () => {
    const draft = {
      ...FIRST_DRAFT,
      posthog: true,
      region: "own" as const,
      posthogHost: "https://ph.shop.example",
    };
    expect(setUp(inputOf(draft, BASE, null)).lines[0]).toContain("https://ph.shop.example");
  });
});

test("every reason not to keep a report is explained", () => {
  expect(Object.keys(DROP_MEANINGS).toSorted()).toEqual([...DROP_REASONS].toSorted());
});
