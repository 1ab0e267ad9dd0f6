import { describe, expect, test } from "bun:test";
import {
  bodiesOf,
  doneText,
  type Marked,
  neighbour,
  undoing,
} from "../../../src/dashboard/app/marks/marks.ts";

const marked = (id: string, status: Marked["status"], note: string | null = null): Marked => ({
  id,
  status,
  note,
  at: null,
});

describe("what is said of many issues", () => {
  test("goes in requests as large as the API takes", () => {
    const ids = Array.from({ length: 2_500 }, (_, i) => `${i}`);
    const bodies = bodiesOf(ids, { status: "ignored" });
    expect(bodies.map((body) => body.ids.length)).toEqual([1_000, 1_000, 500]);
    expect(bodies.flatMap((body) => body.ids)).toEqual(ids);
    expect(bodies.map(({ status }) => status)).toEqual(["ignored", "ignored", "ignored"]);
  });

  test("is taken back by what held of each before", () => {
    const before = [marked("a", "open"), marked("b", "ignored"), marked("c", "open", "mine")];
    expect(undoing(before, { status: "resolved" })).toEqual([
      { ids: ["a", "c"], status: "open" },
      { ids: ["b"], status: "ignored" },
    ]);
  });

  test("is taken back with the notes where a note was said, and leaves the status alone else", () => {
    const before = [marked("a", "open"), marked("b", "open", "mine")];
    expect(undoing(before, { note: "known" })).toEqual([
      { ids: ["a"], note: null },
      { ids: ["b"], note: "mine" },
    ]);
    expect(undoing(before, { status: "ignored", note: "known" })).toEqual([
      { ids: ["a"], status: "open", note: null },
      { ids: ["b"], status: "open", note: "mine" },
    ]);
  });

  test.each([
    [1, { status: "resolved" } as const, "Resolved 1 issue"],
    [1_200, { status: "ignored" } as const, "Ignored 1,200 issues"],
    [2, { note: "x" }, "Noted on 2 issues"],
  ])("of %p issues is told as it was", (count, edit, text) => {
    expect(doneText(count, edit)).toBe(text);
  });
});

test.each([
  ["b", ["b"], "c"],
  ["b", ["b", "c"], "d"],
  ["d", ["d", "c"], "b"],
  [null, ["a"], "b"],
  ["a", ["a", "b", "c", "d"], null],
  ["gone long ago", [], "a"],
])("from %p the keyboard moves past %p to %p", (current, gone, next) => {
  expect(neighbour(["a", "b", "c", "d"], current, new Set(gone))).toBe(next);
});
