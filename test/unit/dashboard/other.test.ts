import { describe, expect, test } from "bun:test";
import { kindOf } from "../../../src/dashboard/app/pages/other/kinds.ts";
import { placesOf } from "../../../src/dashboard/app/pages/other/places.ts";
import { withParameter } from "../../../src/dashboard/app/state/report-filters.ts";

describe("a type of report", () => {
  test.each([
    "crash",
    "deprecation",
    "intervention",
    "network-error",
    "permissions-policy-violation",
    "potential-permissions-policy-violation",
    "document-policy-violation",
    "coep",
    "coop",
    "integrity-violation",
    "csp-hash",
    "connection-allowlist",
    "*",
  ])("that browsers send is explained: %s", (type) => {
    const { title, what, todo } = kindOf(type);
    expect(title).not.toBe(type);
    expect(what).not.toBe(kindOf("x").what);
    expect(todo).not.toBe(kindOf("x").todo);
  });

  test.each(["something-new", "__proto__", "constructor", "toString", ""])(
    "that nobody knows is called what it is: %p",
    (type) => {
      expect(kindOf(type).title).toBe(type);
    },
  );
});

test("pages are counted, those with the most reports first", () => {
  const reports = ["b", "a", null, "a", "c", null, "a"].map((url) => ({ url }));
  expect(placesOf(reports, 3)).toEqual([
    { url: "a", count: 3 },
    { url: null, count: 2 },
    { url: "b", count: 1 },
  ]);
});

test("an address takes one more parameter, whatever it has", () => {
  expect(withParameter("/reports", "type", "a&b")).toBe("/reports?type=a%26b");
  expect(withParameter("/reports?project=x&type=old", "type", "new")).toBe(
    "/reports?project=x&type=new",
  );
});
