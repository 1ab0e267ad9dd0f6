import { describe, expect, test } from "bun:test";
import {
  newestTwo,
  readVersion,
  seenVersions,
  written,
} from "../../../src/dashboard/app/pages/versions/seen.ts";
import { shiftOf } from "../../../src/dashboard/app/pages/versions/shift.ts";
import { caveats, verdict } from "../../../src/dashboard/app/pages/versions/verdict.ts";
import { VERSION_COMPARISON } from "../../../src/http/api/reading-examples.ts";

const point = (day: string) => ({ at: `${day}T00:00:00.000Z`, received: 1, estimated: 1 });
const group = (value: string | null, ...days: string[]) => ({
  value,
  received: days.length,
  points: days.map(point),
});

describe("the versions of a project", () => {
  test("begin with the one that came last, whatever it is called", () => {
    const versions = seenVersions(
      [
        group(null, "2026-11-01", "2026-11-22"),
        group("b", "2026-11-10", "2026-11-22"),
        group("a", "2026-11-20"),
        group("9", "2026-11-02"),
        group("10", "2026-11-02"),
      ],
      ["9", "10", "a", "b", "long ago"],
    );
    expect(versions.map(({ version }) => version)).toEqual(["a", "b", "10", "9", "long ago", null]);
    expect(newestTwo(versions)).toEqual({ a: "b", b: "a" });
  });

  test("are compared with having none where there is only one", () => {
    const versions = seenVersions([group(null, "2026-11-20"), group("1", "2026-11-01")], ["1"]);
    expect(newestTwo(versions)).toEqual({ a: null, b: "1" });
    expect(newestTwo(versions.slice(0, 1))).toBeNull();
    expect(newestTwo([])).toBeNull();
  });

  test.each([null, "2", "-", " "])(
    "are written into an address and read from it: %p",
    (version) => {
      expect(readVersion(written(version))).toBe(version);
    },
  );

  test("may not be in an address at all", () => {
    expect(readVersion(null)).toBeUndefined();
  });
});

describe("an issue's part of all reports", () => {
  test.each([
    ["the same part of ten times the traffic", 100, 1_000, 1_000, 10_000, "same"],
    ["a little more, which may be chance", 10, 1_000, 14, 1_000, "same"],
    ["far more", 10, 1_000, 100, 1_000, "more"],
    ["far less, though the count is larger", 100, 1_000, 200, 10_000, "less"],
    ["of nothing at all", 0, 0, 0, 0, "same"],
    ["that is everything", 5, 5, 9, 9, "same"],
  ] as const)("%s", (_, before, ofA, after, ofB, direction) => {
    const shift = shiftOf({ received: before, of: ofA }, { received: after, of: ofB });
    expect(shift.direction).toBe(direction);
  });

  test("is told by how many times it changed", () => {
    expect(shiftOf({ received: 10, of: 1_000 }, { received: 50, of: 1_000 }).factor).toBeCloseTo(5);
  });
});

describe("what a version brought", () => {
  const example = (totals: { new: number; gone: number; changed: number }, issues = 9) => ({
    ...VERSION_COMPARISON,
    totals,
    b: { ...VERSION_COMPARISON.b, version: "2", issues },
  });

  test("is said in a sentence", () => {
    expect(verdict(example({ new: 3, gone: 1, changed: 5 }), 0)).toBe(
      "Version 2 brought 3 new issues; 1 is gone, 5 stayed.",
    );
  });

  test("leaves out what is noise alone", () => {
    expect(verdict(example({ new: 3, gone: 0, changed: 5 }), 2)).toBe(
      "Version 2 brought 1 new issue, besides 2 of noise alone; 0 are gone, 5 stayed.",
    );
    expect(verdict(example({ new: 2, gone: 0, changed: 0 }), 2)).toStartWith(
      "Version 2 brought no new issue, besides 2 of noise alone",
    );
  });

  test("is nothing where it was never seen", () => {
    expect(verdict(example({ new: 0, gone: 4, changed: 0 }, 0), 0)).toBe(
      "Version 2 has brought no violation yet.",
    );
  });

  const side = (received: number, firstSeen: string, lastSeen: string) => ({
    ...VERSION_COMPARISON.a,
    received,
    firstSeen: `${firstSeen}T00:00:00.000Z`,
    lastSeen: `${lastSeen}T00:00:00.000Z`,
  });

  test("is qualified where little was seen of it, at other times or at the same", () => {
    const compare = (a: ReturnType<typeof side>, b: ReturnType<typeof side>) =>
      caveats({ ...VERSION_COMPARISON, new: [], a, b }).join(" ");
    const before = side(1_000, "2026-11-01", "2026-11-10");
    expect(compare(before, side(1_200, "2026-11-10", "2026-11-20"))).toBe("");
    expect(compare(before, side(20, "2026-11-10", "2026-11-20"))).toContain("may still come");
    expect(compare(before, side(5_000, "2026-11-10", "2026-11-20"))).toContain("compare the parts");
    expect(compare(before, side(1_000, "2026-11-05", "2026-11-20"))).toContain("at the same time");
  });

  test("is qualified where new issues are so many that others look rare", () => {
    const b = { ...side(1_000, "2026-11-10", "2026-11-20"), version: "2" };
    const a = side(1_000, "2026-11-01", "2026-11-10");
    const [issue] = VERSION_COMPARISON.new;
    if (issue === undefined) throw new Error("the example has a new issue");
    const said = (received: number) => {
      const brought = [{ ...issue, b: { received, estimated: received } }];
      const totals = { new: 1, gone: 0, changed: 3 };
      return caveats({ ...VERSION_COMPARISON, new: brought, totals, a, b });
    };
    expect(said(100)).toEqual([]);
    expect(said(600)[0]).toStartWith("New issues are 60% of the reports of version 2");
  });
});
