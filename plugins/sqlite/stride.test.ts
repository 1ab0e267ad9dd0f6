import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { Stride } from "./stride.ts";

/** A key for each number. */
function keyOf(n: number): Uint8Array {
  return new Uint8Array([n >> 8, n & 0xff]);
}

/** How many reports each step goes over, of reports of these sizes. */
function stepsOver(sizes: readonly number[]): number[] {
  using db = new Database(":memory:");
  db.run("CREATE TABLE reports (id BLOB PRIMARY KEY, data BLOB)");
  const insert = db.prepare("INSERT INTO reports VALUES (?, zeroblob(?))");
  for (const [n, size] of sizes.entries()) insert.run(keyOf(n + 1), size);
  insert.finalize();
  const stride = new Stride(db);
  const steps: number[] = [];
  const numberOf = ([high = 0, low = 0]: Uint8Array) => high * 256 + low;
  for (let at = 0; ; ) {
    const last = stride.next(keyOf(at), keyOf(sizes.length));
    if (last === null) return steps;
    steps.push(numberOf(last) - at);
    at = numberOf(last);
  }
}

const KIB = 2 ** 10;

test.each([
  ["none", [], []],
  ["small ones", new Array(2_500).fill(100), [1_000, 1_000, 500]],
  ["large ones", new Array(7).fill(300 * KIB), [3, 3, 1]],
  ["one that is larger than a step", [10, 9_000 * KIB, 9_000 * KIB, 10, 10], [1, 1, 1, 2]],
])(
  "a step over reports, %s, holds no more of them in memory than is bounded",
  (_, sizes, steps) => {
    expect(stepsOver(sizes)).toEqual(steps);
  },
);
