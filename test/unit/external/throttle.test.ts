import { expect, test } from "bun:test";
import { Throttle } from "../../../src/external/throttle.ts";

test("a throttle lets a burst and then a rate pass, and says how many it held back", () => {
  let now = 0;
  const throttle = new Throttle({ perSecond: 2, burst: 3 }, () => now);
  expect([1, 2, 3, 4, 5].map(() => throttle.admit())).toEqual([0, 0, 0, null, null]);
  now = 500;
  expect([throttle.admit(), throttle.admit()]).toEqual([2, null]);
  now = 60_000;
  expect([1, 2, 3, 4].map(() => throttle.admit())).toEqual([1, 0, 0, null]);
  expect(throttle.flush()).toBe(1);
});
