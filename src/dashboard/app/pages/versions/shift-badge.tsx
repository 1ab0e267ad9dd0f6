import { type Rate, shiftOf } from "./shift.ts";

const FACTOR = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

/** Whether an issue is a larger or smaller part of all reports than before. */
export function ShiftBadge({ a, b }: { a: Rate; b: Rate }) {
  const { direction, factor } = shiftOf(a, b);
  if (direction === "same") return <span class="quiet">about the same</span>;
  if (direction === "more")
    return <span class="badge bad">{FACTOR.format(factor)} times as much</span>;
  return <span class="badge">{FACTOR.format(factor * 100)}% of before</span>;
}
