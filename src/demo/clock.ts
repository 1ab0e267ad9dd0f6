import { type Clock, systemClock } from "../sink/context.ts";

/**
 * The time as the demo's server has it: from `now` on, or standing still there, so that a page
 * says the same whenever it is looked at. Waiting takes as long as it does.
 */
export function demoClock(now: number, standsStill: boolean): Clock {
  if (standsStill) return { now: () => now, sleep: systemClock.sleep };
  const offset = now - systemClock.now();
  return { now: () => systemClock.now() + offset, sleep: systemClock.sleep };
}
