import { describe, expect, test } from "bun:test";
import { IssueMarks } from "../../../src/control/index.ts";
import { MAX_HISTORY } from "../../../src/control/issue-marks.ts";
import { memoryStore } from "../../support/control.ts";

const A = "00000000000000aa";
const B = "00000000000000bb";

test("an issue that nobody spoke of has no mark", () => {
  const marks = new IssueMarks(memoryStore());
  expect(marks.marks()).toEqual([]);
  expect(marks.get(A)).toBeNull();
});

test("what was said last holds, and what was said before is kept", () => {
  const marks = new IssueMarks(memoryStore());
  marks.change([A], { status: "resolved", note: "fixed" }, "admin", 1);
  marks.change([A], { note: "really" }, "admin", 2);
  marks.change([A], { status: "ignored", note: null }, "admin", 3);
  expect(marks.get(A)).toEqual({
    id: A,
    status: "ignored",
    note: null,
    by: "admin",
    at: 3,
    statusAt: 3,
    history: [
      { status: "ignored", note: null, by: "admin", at: 3 },
      { status: "resolved", note: "really", by: "admin", at: 2 },
      { status: "resolved", note: "fixed", by: "admin", at: 1 },
    ],
  });
  expect(marks.marks()).toEqual([{ id: A, status: "ignored", at: 3 }]);
});

describe("the moment that a store compares with", () => {
  test("is not moved by a change of the note", () => {
    const marks = new IssueMarks(memoryStore());
    marks.change([A], { status: "resolved" }, "admin", 1);
    marks.change([A], { note: "see the ticket" }, "admin", 9);
    expect(marks.marks()).toEqual([{ id: A, status: "resolved", at: 1 }]);
  });

  test("is that of now where a resolved issue is resolved again", () => {
    const marks = new IssueMarks(memoryStore());
    for (const now of [1, 9]) marks.change([A], { status: "resolved" }, "admin", now);
    expect(marks.marks()).toEqual([{ id: A, status: "resolved", at: 9 }]);
  });
});

test("an open issue has no mark, and keeps its note", () => {
  const marks = new IssueMarks(memoryStore());
  marks.change([A], { status: "ignored" }, "admin", 1);
  marks.change([A], { status: "open", note: "it was real" }, "admin", 2);
  expect(marks.marks()).toEqual([]);
  expect(marks.get(A)).toMatchObject({ status: "open", note: "it was real" });
});

test("whoever listens hears what holds after a change, of the issues that changed alone", () => {
  const marks = new IssueMarks(memoryStore());
  const heard: unknown[] = [];
  marks.change([A], { status: "ignored" }, "admin", 1);
  marks.onChange = (changed) => heard.push(changed);
  marks.change([A, B], { status: "resolved" }, "admin", 2);
  marks.change([B], { note: "why" }, "admin", 3);
  marks.change([A], { status: "open" }, "admin", 4);
  expect(heard).toEqual([
    [
      { id: A, status: "resolved", at: 2 },
      { id: B, status: "resolved", at: 2 },
    ],
    [{ id: B, status: "resolved", at: 2 }],
    [{ id: A, status: "open", at: 4 }],
  ]);
});

test("several issues change together, each once", () => {
  const marks = new IssueMarks(memoryStore());
  marks.change([A, B, A], { status: "ignored" }, "admin", 5);
  expect(marks.marks()).toEqual([
    { id: A, status: "ignored", at: 5 },
    { id: B, status: "ignored", at: 5 },
  ]);
  expect(marks.get(A)?.history).toHaveLength(1);
});

test("the same list is given until something changes", () => {
  const marks = new IssueMarks(memoryStore());
  marks.change([A], { status: "ignored" }, "admin", 1);
  const before = marks.marks();
  expect(marks.marks()).toBe(before);
  marks.change([B], { status: "ignored" }, "admin", 2);
  expect(marks.marks()).not.toBe(before);
});

test("history is bounded: the oldest changes go", () => {
  const marks = new IssueMarks(memoryStore());
  for (let at = 1; at <= MAX_HISTORY + 10; at++) {
    marks.change([A], { note: `${at}` }, "admin", at);
  }
  const history = marks.get(A)?.history ?? [];
  expect(history).toHaveLength(MAX_HISTORY);
  expect([history.at(0)?.at, history.at(-1)?.at]).toEqual([MAX_HISTORY + 10, 11]);
});

test("the number of issues is bounded, and those that are known can always be changed", () => {
  const marks = new IssueMarks(memoryStore(), 1);
  marks.change([A], { status: "ignored" }, "admin", 1);
  const full = expect.objectContaining({ code: "control_full" });
  expect(() => marks.change([A, B], { status: "resolved" }, "admin", 2)).toThrow(full);
  expect(marks.marks()).toEqual([{ id: A, status: "ignored", at: 1 }]);
  marks.change([A], { status: "resolved" }, "admin", 3);
  expect(marks.marks()).toEqual([{ id: A, status: "resolved", at: 3 }]);
});

test("everything is read again from the file", () => {
  const store = memoryStore();
  const first = new IssueMarks(store);
  first.change([A], { status: "resolved", note: "one" }, "admin", 1);
  first.change([A], { note: "two" }, "admin", 2);
  first.change([B], { status: "open", note: "three" }, "admin", 3);
  const second = new IssueMarks(store);
  expect(second.marks()).toEqual([{ id: A, status: "resolved", at: 1 }]);
  expect(second.get(A)).toEqual(first.get(A));
  expect(second.get(B)).toEqual(first.get(B));
});

test("what was said last is given for those that anything was said of", () => {
  const marks = new IssueMarks(memoryStore());
  marks.change([A], { status: "resolved", note: "one" }, "admin", 1);
  marks.change([A], { note: "two" }, "ann", 2);
  expect([...marks.last([B, A])]).toEqual([
    [A, { status: "resolved", note: "two", by: "ann", at: 2 }],
  ]);
});
