import { describe, expect, test } from "bun:test";
import { few } from "../../../src/dashboard/app/pages/issues/few.ts";
import {
  listQuery,
  readList,
  withList,
} from "../../../src/dashboard/app/pages/issues/list-state.ts";
import { distinct, nextOf, placeOf } from "../../../src/dashboard/app/pages/issues/place.ts";
import { sentenceOf, thingOf } from "../../../src/dashboard/app/ui/issue-title.ts";

const parameters = (query: string) => new URLSearchParams(query);

describe("the list's part of the address", () => {
  test.each([
    ["", { tab: "open", sort: "received", search: "" }],
    ["status=all&sort=new&q=shop", { tab: "all", sort: "new", search: "shop" }],
    ["status=closed&sort=constructor", { tab: "open", sort: "received", search: "" }],
  ])("%p is read", (query, list) => {
    expect(readList(parameters(query))).toEqual(list as ReturnType<typeof readList>);
  });

  test("is cut to what the API takes", () => {
    expect(readList(parameters(`q=${"x".repeat(9_000)}`)).search).toHaveLength(512);
  });

  test("is written without defaults, and what else stands there stays", () => {
    const from = parameters("project=shop&status=all&q=x");
    expect(withList(from, { tab: "open" }).toString()).toBe("project=shop&q=x");
    expect(withList(from, { search: "", sort: "new" }).toString()).toBe(
      "project=shop&status=all&sort=new",
    );
  });

  test("asks for no status where all are shown, and for no text that is blank", () => {
    expect(listQuery({ tab: "all", sort: "new", search: "  " })).toEqual({ sort: "new" });
    expect(listQuery({ tab: "open", sort: "received", search: " a b " })).toEqual({
      sort: "received",
      status: "open",
      search: "a b",
    });
  });
});

test("the next page is of the same span as the one before", () => {
  const end = { next: "abc", from: "2026-11-01T00:00:00.000Z", to: "2026-11-02T00:00:00.000Z" };
  expect(placeOf(nextOf(end) ?? undefined)).toEqual({
    cursor: "abc",
    from: end.from,
    to: end.to,
  });
  expect(nextOf({ ...end, next: null })).toBeNull();
  expect(placeOf(undefined)).toEqual({});
});

test("an issue that moved to a later page is shown once", () => {
  const [a, b] = [{ id: "a" }, { id: "b" }];
  expect(distinct([a, b, { id: "a" }])).toEqual([a, b]);
});

test.each([
  [[], ""],
  [["Chrome", null], "Chrome, none"],
  [["1", "2", "3"], "1, 2, 3"],
  [["1", "2", "3", "4", "5"], "1, 2 and 3 more"],
])("of the values %p is shown %p", (values, text) => {
  expect(
    few(
      values.map((value) => ({ value })),
      "none",
    ),
  ).toBe(text);
});

test.each([
  ["script-src-elem", "https://cdn.example", "Script from https://cdn.example"],
  ["script-src-elem", "inline", "Inline script"],
  ["style-src-attr", "inline", "Style attribute"],
  ["script-src", "eval", "Text run as code (eval)"],
  ["font-src", "data", "Font written into the page (data:)"],
  ["img-src", "self", "Image of the page's own origin"],
  ["script-src", "chrome-extension", "Script of a browser extension"],
  ["frame-src", "*", "Many other kinds, beyond the cap on new issues"],
  [null, "https://cdn.example", "Something from https://cdn.example"],
  ["constructor", "toString", "Something from toString"],
  ["img-src", "https://\u202egnp.exe\u0000", "Image from https://\ufffdgnp.exe\ufffd"],
])("%p and %p are called %p", (directive, blocked, words) => {
  expect(thingOf({ directive, blocked })).toBe(words);
});

test("an issue is a sentence that says whether it was blocked", () => {
  const issue = { directive: "img-src", blocked: "https://a.example" };
  const said = (...values: Array<string | null>) => values.map((value) => ({ value }));
  const enforced = sentenceOf(issue, said("report", "enforce"));
  expect(enforced).toBe("Image from https://a.example was blocked by img-src");
  expect(sentenceOf({ ...issue, directive: null }, said("report", null))).toBe(
    "Something from https://a.example would be blocked by a directive that is not named",
  );
  expect(sentenceOf(issue, [])).toBe("Image from https://a.example violated img-src");
});
