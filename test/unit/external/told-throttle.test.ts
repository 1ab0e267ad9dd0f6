import { expect, test } from "bun:test";
import { ToldThrottle } from "../../../src/external/told-throttle.ts";
import { ManualClock } from "../../support/manual-clock.ts";

function aThrottle() {
  const clock = new ManualClock();
  const told: number[] = [];
  const onSuppressed = (count: number) => told.push(count);
  const rate = { perSecond: 1, burst: 3 };
  return { clock, told, throttle: new ToldThrottle({ rate, clock, onSuppressed }) };
}

test("what was left out is told before the next that passes, and once", async () => {
  const { clock, told, throttle } = aThrottle();
  expect([1, 2, 3, 4, 5].map(() => throttle.admit())).toEqual([true, true, true, false, false]);
  expect(told).toEqual([]);
  await clock.advance(1_000);
  expect([throttle.admit(), told]).toEqual([true, [2]]);
  await clock.advance(60_000);
  expect(told).toEqual([2]);
});

test("what was left out is told soon where nothing follows, each time", async () => {
  const { clock, told, throttle } = aThrottle();
  for (let line = 0; line < 10; line++) throttle.admit();
  await clock.advance(2_000);
  expect(told).toEqual([7]);
  for (let line = 0; line < 10; line++) throttle.admit();
  await clock.advance(2_000);
  expect(told).toEqual([7, 8]);
});

test("what was left out is told at the end", () => {
  const { told, throttle } = aThrottle();
  for (let line = 0; line < 5; line++) throttle.admit();
  throttle.flush();
  throttle.flush();
  expect(told).toEqual([2]);
});
