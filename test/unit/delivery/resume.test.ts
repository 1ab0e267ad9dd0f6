import { expect, test } from "bun:test";
import { type Position, START } from "../../../src/delivery/position.ts";
import { resume } from "../../../src/delivery/resume.ts";

const at = (seq: number): Position => ({ seq, offset: 0, reports: seq * 10, bytes: seq * 100 });
const JOURNAL = { epoch: "one", beginning: at(5), end: at(9) };
const KNOWN = { epoch: "one", position: at(7), delivered: 60, rejected: 4, dropped: 6 };

test("a sink that was never seen begins at the end, or at the oldest row on request", () => {
  const fresh = { epoch: "one", delivered: 0, rejected: 0, dropped: 0 };
  expect(resume(null, JOURNAL, "end")).toEqual({ ...fresh, position: at(9) });
  expect(resume(null, JOURNAL, "oldest")).toEqual({ ...fresh, position: at(5) });
});

test("a known sink goes on where it was, whatever its start says", () => {
  expect(resume(KNOWN, JOURNAL, "end")).toBe(KNOWN);
  expect(resume(KNOWN, JOURNAL, "oldest")).toBe(KNOWN);
  const inside = { ...KNOWN, position: { seq: 6, offset: 3, reports: 53, bytes: 500 } };
  expect(resume(inside, JOURNAL, "end")).toBe(inside);
});

test("a sink that comes back after rows were deleted has lost them, which is counted", () => {
  const away = { ...KNOWN, position: { seq: 3, offset: 4, reports: 24, bytes: 200 } };
  expect(resume(away, JOURNAL, "end")).toEqual({ ...KNOWN, position: at(5), dropped: 6 + 26 });
});

test("a position behind the end of the journal is taken back, since its numbers are given again", () => {
  const ahead = { ...KNOWN, position: at(12) };
  expect(resume(ahead, JOURNAL, "oldest")).toEqual({ ...KNOWN, position: at(9) });
  const nothing = { epoch: "one", beginning: START, end: START };
  expect(resume(ahead, nothing, "oldest")).toEqual({ ...KNOWN, position: START });
});

test("in another journal everything is new to a sink, and its counters go on", () => {
  const other = { ...JOURNAL, epoch: "two" };
  expect(resume(KNOWN, other, "end")).toEqual({ ...KNOWN, epoch: "two", position: at(5) });
});
