import type { AlertConfig } from "../config/config.ts";

/** Longest wait between two attempts, in milliseconds. */
const LONGEST = 3_600_000;
const FIRST = 5_000;

/** Whether a moment lies in the quiet hours; their end does not. */
export function isQuiet(quiet: AlertConfig["quiet"], now: number): boolean {
  if (quiet === null) return false;
  const { from, to, zone } = quiet;
  const time = timeOfDay(now, zone);
  return from < to ? from <= time && time < to : from <= time || time < to;
}

/** `07:05`, as the clocks of that zone show it. */
function timeOfDay(now: number, timeZone: string): string {
  const parts = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone } as const;
  return new Intl.DateTimeFormat("en-GB", parts).format(now);
}

/**
 * How long to wait after so many failed attempts: five seconds, doubled each time, an hour at most,
 * and never less than the other side asked for. Milliseconds.
 */
export function pauseAfter(attempts: number, asked: number | null): number {
  const own = Math.min(LONGEST, FIRST * 2 ** Math.min(attempts - 1, 20));
  return Math.max(own, asked ?? 0);
}
