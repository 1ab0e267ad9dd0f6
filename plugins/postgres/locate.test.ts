import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { failureOf } from "../../test/support/failure.ts";
import { locate, RowFailure } from "./locate.ts";

/** A table that takes all rows but the bad ones, and knows how often it was asked. */
function table(bad: ReadonlySet<number>) {
  const taken: number[] = [];
  const state = { taken, attempts: 0 };
  const attempt = async (rows: ReadonlyArray<{ index: number }>) => {
    state.attempts++;
    const culprit = rows.find(({ index }) => bad.has(index));
    if (culprit) throw new RowFailure(`row ${culprit.index} is bad`);
    taken.push(...rows.map(({ index }) => index));
  };
  return { state, attempt };
}

const rows = (count: number) => Array.from({ length: count }, (_, index) => ({ index }));

describe("locate", () => {
  test("writes good rows in one go", async () => {
    const { state, attempt } = table(new Set());
    expect(await locate(rows(500), attempt)).toEqual([]);
    expect(state.attempts).toBe(1);
  });

  test("writes nothing for no rows", async () => {
    const { state, attempt } = table(new Set());
    expect(await locate([], attempt)).toEqual([]);
    expect(state.attempts).toBe(0);
  });

  test("finds the bad rows, takes each other once, and asks few times", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(63), { maxLength: 6 }), async (list) => {
        const bad = new Set(list);
        const { state, attempt } = table(bad);
        const rejected = await locate(rows(64), attempt);
        expect(rejected).toEqual(
          [...bad].sort((a, b) => a - b).map((index) => ({ index, reason: `row ${index} is bad` })),
        );
        const good = rows(64).map(({ index }) => index);
        expect(state.taken).toEqual(good.filter((index) => !bad.has(index)));
        expect(state.attempts).toBeLessThanOrEqual(1 + bad.size * 13);
      }),
    );
  });

  test.each([1, 2, 500])(
    "rejects none of %p rows when none is taken, and gives up soon",
    async (count) => {
      const { state, attempt } = table(new Set(rows(count).map(({ index }) => index)));
      expect(await failureOf(locate(rows(count), attempt))).toBeInstanceOf(RowFailure);
      expect(state.attempts).toBeLessThan(30);
    },
  );

  test("lets every other failure through at once", async () => {
    let attempts = 0;
    const attempt = async () => {
      attempts++;
      throw new Error("connection lost");
    };
    expect((await failureOf(locate(rows(8), attempt))).message).toBe("connection lost");
    expect(attempts).toBe(1);
  });
});
