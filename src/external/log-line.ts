import type { LogFields } from "../sink/context.ts";
import type { Mask } from "./mask.ts";
import type { LogLine } from "./protocol.ts";

/** Most fields of a line. */
const FIELDS = 32;

/** Longest text in it, name of a field and all texts together, in characters. */
const LONGEST = { text: 2_000, name: 100, line: 8_000 };

/** Lines of a sink's log that are told a second, and at once after a silence. Long ones count by the KiB. */
export const LOG_RATE = { perSecond: 100, burst: 500 };

/** What a logger writes beside the fields: another one of that name would hide it. */
const RESERVED = ["level", "time", "msg", "sink", "side"];

/** A line within its bounds, without secrets. What is too much is left out and counted. */
export function boundedLine({ log, message, fields }: LogLine, mask: Mask): LogLine {
  let left = LONGEST.line;
  const cut = (text: string, longest: number) => {
    const short = mask(text).slice(0, Math.min(longest, left));
    left -= short.length;
    return short;
  };
  const said = cut(message, LONGEST.text);
  const entries = Object.entries(fields);
  const kept: LogFields = {};
  let count = 0;
  for (const [name, value] of entries.slice(0, FIELDS)) {
    if (left === 0) break;
    kept[safe(cut(name, LONGEST.name))] =
      typeof value === "string" ? cut(value, LONGEST.text) : value;
    count += 1;
  }
  if (count < entries.length) kept.fieldsLeftOut = entries.length - count;
  return { log, message: said, fields: kept };
}

/** What a line counts for against {@link LOG_RATE}. */
export function logCost(line: LogLine): number {
  return Math.max(1, JSON.stringify(line).length / 1024);
}

function safe(name: string): string {
  return RESERVED.includes(name) || name === "__proto__" ? `${name}_` : name;
}
