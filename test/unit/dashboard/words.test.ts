import { describe, expect, test } from "bun:test";
import { bucketTimes, received } from "../../../src/dashboard/app/charts/buckets.ts";
import {
  ago,
  compact,
  cut,
  duration,
  plural,
  readable,
  share,
  whole,
  words,
} from "../../../src/dashboard/app/ui/format.ts";

const HOUR = 3_600_000;

describe("words and numbers", () => {
  test("are written as people write them", () => {
    expect([whole(1234567), compact(1234567), share(1, 3), share(0, 0)]).toEqual([
      "1,234,567",
      "1.2M",
      "33.3%",
      "–",
    ]);
    expect([share(1, 5_000), share(0, 5_000), share(4_999, 5_000), share(5, 5)]).toEqual([
      "<0.1%",
      "0%",
      ">99.9%",
      "100%",
    ]);
    expect([plural(1, "issue"), plural(0, "issue"), plural(2, "query", "queries")]).toEqual([
      "1 issue",
      "0 issues",
      "2 queries",
    ]);
    expect(words("sampled_out")).toBe("sampled out");
  });

  test.each([
    [42_000, "42 s"],
    [89_999, "90 s"],
    [90_000, "2 min"],
    [5 * HOUR, "5 h"],
    [48 * HOUR, "2 d"],
  ])("a length of %d ms is %s", (length, text) => expect(duration(length)).toBe(text));

  test("nothing comes from the future, whatever the viewer's clock says", () => {
    expect(ago(HOUR, 0)).toBe("just now");
    expect(ago(0, 3 * HOUR)).toBe("3 h ago");
  });

  test("texts of strangers hold nothing that a reader would be fooled by", () => {
    const hostile = "a\u0000b\u001b[31mc\u202egnp.exe\u2066d\u200be\u{e0041}f\ud83dg\u2028h";
    expect(readable(hostile)).toMatch(/^[^\p{C}\u2028\u2029]*$/u);
    expect(readable("héllo – 漢字 👍")).toBe("héllo – 漢字 👍");
  });

  test("a text is cut with an ellipsis, only where it is longer", () => {
    expect([cut("abc", 3), cut("abcd", 3)]).toEqual(["abc", "abc…"]);
  });
});

describe("buckets", () => {
  test("are all there, those without a report too", () => {
    const times = bucketTimes(HOUR / 2, 3 * HOUR, "hour");
    expect(times).toEqual([0, HOUR, 2 * HOUR]);
    const points = [{ at: new Date(HOUR).toISOString(), received: 7 }];
    expect(received(points, times)).toEqual([0, 7, 0]);
  });

  test("of an empty span are none", () => {
    expect(bucketTimes(HOUR, HOUR, "hour")).toEqual([]);
    expect(bucketTimes(2 * HOUR, HOUR, "day")).toEqual([]);
  });
});
