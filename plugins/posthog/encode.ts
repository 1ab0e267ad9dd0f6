import type { Report } from "tattle/sink";
import { toEvent } from "./event.ts";

/** A report that is ready to be sent: its event as JSON text. */
export interface Encoded {
  /** The report's id. */
  id: string;
  json: string;
}

/** A report that PostHog can never store, and why. */
export interface Refused {
  refused: string;
}

/**
 * PostHog discards a larger event without telling the sender. It measures after wrapping the
 * event's JSON into a string of another JSON, which escapes every quote.
 */
export const MAX_EVENT_BYTES = 1_000_000;

/** What PostHog's wrapping adds besides the event: ids, times, address. */
const WRAPPING_BYTES = 512;

/** A UTF-16 unit is at most 3 bytes, so that shorter text needs no measuring. */
const SURELY_FITS = (MAX_EVENT_BYTES - WRAPPING_BYTES) / 3;

/** PostHog refuses a request beyond 20 MiB, compressed or not. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** Encodes one report; `null` for the types that PostHog's endpoint ignores. Never throws. */
export function encode(report: Report): Encoded | Refused | null {
  try {
    const event = toEvent(report);
    if (event === null) return null;
    const json = wellFormed(JSON.stringify(event));
    if (fits(json)) return { id: report.id, json };
    return { refused: "The event is larger than the 1 MB that PostHog stores." };
  } catch (error) {
    return { refused: `The report cannot be written as JSON: ${String(error)}` };
  }
}

function fits(json: string): boolean {
  if (json.length <= SURELY_FITS) return true;
  return Buffer.byteLength(JSON.stringify(json)) + WRAPPING_BYTES <= MAX_EVENT_BYTES;
}

/**
 * Replaces halves of surrogate pairs, which `JSON.stringify` writes as escapes and PostHog's
 * parser refuses together with the whole request. Browsers cut samples inside a character.
 */
function wellFormed(json: string): string {
  if (!json.includes("\\ud")) return json;
  return json.replace(/(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g, "$1\ufffd");
}

/** Splits into runs whose request bodies stay below `limit` bytes; every run has at least one event. */
export function pack(events: readonly Encoded[], limit = MAX_BODY_BYTES): Encoded[][] {
  const runs: Encoded[][] = [];
  let size = limit;
  for (const event of events) {
    const bytes = Buffer.byteLength(event.json) + 1;
    const run = runs.at(-1);
    if (run === undefined || size + bytes > limit) {
      runs.push([event]);
      size = bytes;
    } else {
      run.push(event);
      size += bytes;
    }
  }
  return runs;
}

/** The body of the batch API. */
export function batchBody(apiKey: string, events: readonly Encoded[]): string {
  const batch = events.map((event) => event.json).join(",");
  return `{"api_key":${JSON.stringify(apiKey)},"historical_migration":false,"batch":[${batch}]}`;
}
