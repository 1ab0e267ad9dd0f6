import { describe, expect, test } from "bun:test";
import { marksOf } from "../../../src/dashboard/app/charts/marks.ts";

const at = (text: string) => Date.parse(text) / 1000;

describe("marks of an axis of time", () => {
  test("name days, and the year where it begins or changes", () => {
    const days = ["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"].map(at);
    expect(marksOf(days, 86_400, "day")).toEqual([
      "Dec 30\n2026",
      "Dec 31",
      "Jan 1\n2027",
      "Jan 2",
    ]);
  });

  test("name hours from 00 to 23, and the day where it begins or changes", () => {
    const zoned = new Date(2026, 10, 28, 12).getTime() / 1000;
    const hours = [0, 6, 12, 18].map((hour) => zoned + hour * 3_600);
    expect(marksOf(hours, 21_600, "hour")).toEqual([
      "12:00\nNov 28",
      "18:00",
      "00:00\nNov 29",
      "06:00",
    ]);
  });

  test("are none for no marks", () => {
    expect(marksOf([], 3_600, "hour")).toEqual([]);
  });
});
