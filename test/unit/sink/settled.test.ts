import { describe, expect, test } from "bun:test";
import { Settled } from "../../../src/sink/settled.ts";
import type { Batch } from "../../../src/sink/sink.ts";
import { reportOf } from "../delivery/support.ts";

const batchOf = (...ids: string[]): Batch => ({ id: ids.join(), reports: ids.map(reportOf) });
const idsOf = (reports: ReadonlyArray<{ id: string }>) => reports.map(({ id }) => id);

describe("Settled", () => {
  test("has all of a new batch pending", () => {
    expect(idsOf(new Settled().pending(batchOf("a", "b")))).toEqual(["a", "b"]);
  });

  test("spares what is accepted or rejected when the batch comes again", () => {
    const settled = new Settled();
    const batch = batchOf("a", "b", "c");
    settled.pending(batch);
    settled.accept([{ id: "a" }]);
    settled.reject([{ id: "b" }], "too old");
    expect(idsOf(settled.pending(batch))).toEqual(["c"]);
  });

  test("spares it when the batch comes again in parts", () => {
    const settled = new Settled();
    settled.pending(batchOf("a", "b", "c"));
    settled.accept([{ id: "a" }, { id: "c" }]);
    expect(idsOf(settled.pending(batchOf("a", "b")))).toEqual(["b"]);
    expect(settled.result(batchOf("a", "b"))).toEqual({});
    expect(idsOf(settled.pending(batchOf("c")))).toEqual([]);
  });

  test("tells which reports of the batch were rejected, and why", () => {
    const settled = new Settled();
    const batch = batchOf("a", "b", "c");
    settled.accept([{ id: "a" }, { id: "b" }]);
    settled.reject([{ id: "b" }, { id: "c" }], "too old");
    expect(settled.result(batch)).toEqual({
      rejected: [
        { index: 1, reason: "too old" },
        { index: 2, reason: "too old" },
      ],
    });
  });

  test("forgets a batch that is written", () => {
    const settled = new Settled();
    const batch = batchOf("a");
    settled.accept(settled.pending(batch));
    settled.result(batch);
    expect(idsOf(settled.pending(batch))).toEqual(["a"]);
  });

  test("forgets a batch that the host has given up, once another one comes", () => {
    const settled = new Settled();
    settled.accept(settled.pending(batchOf("a")));
    settled.pending(batchOf("b"));
    expect(idsOf(settled.pending(batchOf("a")))).toEqual(["a"]);
  });
});
