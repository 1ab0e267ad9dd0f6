import type { Bounds, HostCall } from "./protocol.ts";

/** What answers no call: lines of the log, last words. */
export const UNASKED: Bounds = { bytes: 64 << 10, values: 256 };

/** Most that an answer may be that has no more to say than a manifest. */
const ANSWER: Bounds = { bytes: 1 << 20, values: 50_000 };

/** A page of a reader: a thousand reports of the usual kind are 2 MiB and 80,000 values. */
const PAGE: Bounds = { bytes: 16 << 20, values: 250_000 };

/** What a rejection takes: its reason is cut in the child. */
const REJECTION: Bounds = { bytes: 2 << 10, values: 4 };

/** Bounds of the answer to a call. */
export function answerBounds(call: HostCall): Bounds {
  if (call.method === "read") return PAGE;
  if (call.method !== "write") return ANSWER;
  const { length } = call.batch.reports;
  return {
    bytes: UNASKED.bytes + length * REJECTION.bytes,
    values: UNASKED.values + length * REJECTION.values,
  };
}

/** Which of its bounds a line breaks, as in "a message of more than …"; `null` where it keeps both. Parses nothing. */
export function brokenBound(line: Uint8Array, { bytes, values }: Bounds): string | null {
  if (line.length > bytes) return `${Math.round(bytes / 1024)} KiB`;
  return hasMoreValues(line, values) ? `${values} values` : null;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const LIST = 0x5b;
const BACKSLASH = 0x5c;
const OBJECT = 0x7b;

/** Counts beginnings and commas outside of strings. */
function hasMoreValues(json: Uint8Array, most: number): boolean {
  let count = 1;
  let quoted = false;
  for (let at = 0; at < json.length && count <= most; at++) {
    const byte = json[at];
    if (byte === QUOTE) quoted = !quoted;
    else if (quoted) at += byte === BACKSLASH ? 1 : 0;
    else if (byte === COMMA || byte === LIST || byte === OBJECT) count += 1;
  }
  return count > most;
}
