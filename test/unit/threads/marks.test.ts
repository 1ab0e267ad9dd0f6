import { expect, test } from "bun:test";
import { MarkCopy } from "../../../src/threads/index.ts";
import { marksMessage } from "../../../src/threads/marks.ts";

/** As it comes out of another thread. */
function said(copy: MarkCopy, ...[changes, whole]: Parameters<typeof marksMessage>): void {
  copy.hear(structuredClone(marksMessage(changes, whole)));
}

const A = { id: "a".repeat(16), status: "resolved", at: 1.5e12 } as const;
const B = { id: "b".repeat(16), status: "ignored", at: 3 } as const;

test("a copy of marks follows what is said, one change after the other", () => {
  const copy = new MarkCopy();
  expect(copy.list()).toEqual([]);
  said(copy, [A, B], true);
  expect(copy.list()).toEqual([A, B]);
  expect(copy.list()).toBe(copy.list());
  said(copy, [{ ...A, status: "open", at: 9 }], false);
  expect(copy.list()).toEqual([B]);
  said(copy, [{ ...B, status: "resolved", at: 7 }], false);
  expect(copy.list()).toEqual([{ ...B, status: "resolved", at: 7 }]);
});

test("a copy of marks forgets everything when it is told all that there is", () => {
  const copy = new MarkCopy();
  said(copy, [A], false);
  said(copy, [B], true);
  expect(copy.list()).toEqual([B]);
  said(copy, [], true);
  expect(copy.list()).toEqual([]);
});

test("a copy of marks hears nothing that is not for it", () => {
  const copy = new MarkCopy();
  for (const message of [null, "marks", { rpc: "call" }, 5]) copy.hear(message);
  expect(copy.list()).toEqual([]);
});
