import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  activeFilters,
  type Filters,
  notApplied,
  patched,
  readFilters,
  TEXT_FILTERS,
  writeFilters,
} from "../../../src/dashboard/app/state/filters.ts";
import { readSpan, spanBefore, spanQuery } from "../../../src/dashboard/app/state/span.ts";

const NOW = Date.UTC(2026, 10, 29, 12);

describe("the filters of an address", () => {
  test("are the last seven days without noise where it says nothing", () => {
    expect(readFilters("")).toEqual({ span: { last: "7d" }, noise: "without" });
    expect(writeFilters(readFilters(""))).toBe("");
  });

  test("come back as they were written", () => {
    const text = fc.string({ unit: "binary", maxLength: 40 }).map((raw) => raw.toWellFormed());
    const span = fc.oneof(
      fc.constantFrom("24h", "7d", "30d", "90d").map((last) => ({ last })),
      fc.constant({ from: "2026-11-01T00:00:00.000Z", to: "2026-11-02T00:00:00.000Z" }),
    );
    const texts = fc.record(Object.fromEntries(TEXT_FILTERS.map((name) => [name, text])), {
      requiredKeys: [],
    });
    fc.assert(
      fc.property(texts, span, fc.constantFrom("with", "only", "own/x"), (some, span, noise) => {
        const filters = { ...some, span, noise } as Filters;
        expect(readFilters(writeFilters(filters))).toEqual(filters);
      }),
    );
  }, 60_000);

  test("keep the empty text, which stands for the reports that do not say", () => {
    expect(readFilters("version=").version).toBe("");
    expect(writeFilters(readFilters("version="))).toBe("version=");
  });

  test("lose one that is patched to nothing, and nothing else", () => {
    const filters = readFilters("project=shop&directive=img-src&last=30d&noise=only");
    expect(patched(filters, { directive: undefined })).toEqual({
      project: "shop",
      span: { last: "30d" },
      noise: "only",
    });
    expect(patched(filters, { noise: undefined }).noise).toBe("without");
  });

  test("are active where they narrow the view down, the project aside", () => {
    expect(activeFilters(readFilters("project=shop&version=2&blocked=inline"))).toEqual([
      "blocked",
      "version",
    ]);
  });

  test("leave out, with a document, what documents are not counted by", () => {
    expect(notApplied(readFilters("version=2&browser=Firefox"))).toEqual([]);
    expect(notApplied(readFilters("document=https://a.example/&version=2"))).toEqual([
      "noise",
      "version",
    ]);
  });
});

describe("a span", () => {
  test.each([
    "",
    "last=1y",
    "last=toString",
    "from=x&to=y",
    "from=2026-11-02&to=2026-11-01",
    "from=2026-11-02",
  ])("is the default for %p", (search) => {
    expect(readSpan(new URLSearchParams(search))).toEqual({ last: "7d" });
  });

  test("that moves along leaves its end to the server's clock", () => {
    expect(spanQuery({ last: "24h" }, NOW)).toEqual({ from: "2026-11-28T12:00:00.000Z" });
  });

  test("has one of the same length before it", () => {
    const day = { from: "2026-11-28T00:00:00.000Z", to: "2026-11-29T00:00:00.000Z" };
    const before = { from: "2026-11-27T00:00:00.000Z", to: "2026-11-28T00:00:00.000Z" };
    expect(spanBefore(day, NOW)).toEqual(before);
    expect(spanBefore({ last: "24h" }, NOW)).toEqual({
      from: "2026-11-27T12:00:00.000Z",
      to: "2026-11-28T12:00:00.000Z",
    });
  });
});
