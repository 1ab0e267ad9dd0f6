import { type Answer, PAUSES, redirectOrigin, retryAfter } from "tattle/sink";
import type { PartialSuccess } from "./codec.ts";
import { readSuccess } from "./success.ts";

/** What an answer means for the records of its request. */
export type Verdict =
  /** All are there. `warning` is what the receiver wants to be known, else empty. */
  | { kind: "accepted"; warning: string }
  /** So many are not there, and never will be; which ones it does not say. */
  | { kind: "refused"; count: number; reason: string }
  /** Too much for one request. */
  | { kind: "split"; reason: string }
  /** Not now. `pause` in milliseconds, `null` where the host is to find out whether a report is to blame. */
  | { kind: "later"; reason: string; pause: number | null };

/** What an operator should look at, by status. */
const ADVICE: ReadonlyMap<number, string> = new Map([
  [401, "it does not take the credentials in `headers`"],
  [403, "the credentials in `headers` do not allow this"],
  [404, "nothing is there; is the address that of an OTLP receiver?"],
  [405, "it takes no POST there; is the address that of an OTLP receiver?"],
  [415, "it does not take this `encoding`"],
]);

/**
 * Reads an answer by the OTLP specification, "OTLP/HTTP Response". Where that says not to try
 * again, a report is only given up by the host, which proves first that it is to blame.
 *
 * @param now milliseconds since the epoch
 */
export function judge(
  answer: Answer,
  decode: (bytes: Uint8Array) => PartialSuccess,
  now: number,
): Verdict {
  const { status, headers } = answer;
  if (status >= 200 && status < 300) return judgeSuccess(answer, decode);
  // Never followed: the records would be sent again to nobody knows whom.
  if (status < 400)
    return later(`it redirects to ${redirectOrigin(headers)} (${status})`, PAUSES.attended);
  if (status === 413) return { kind: "split", reason: "it finds the request too large (413)" };
  const asked = retryAfter(headers, now);
  if (status === 400 || status === 422) return later(`it refuses the data (${status})`, null);
  if (status === 429) return later("it limits the rate (429)", asked ?? PAUSES.rateLimited);
  if (status >= 500 || status === 408) return later(`it answered ${status}`, asked);
  const advice = ADVICE.get(status) ?? "somebody has to look";
  return later(`it answered ${status}: ${advice}`, asked ?? PAUSES.attended);
}

function judgeSuccess(answer: Answer, decode: (bytes: Uint8Array) => PartialSuccess): Verdict {
  const { status, end, headers } = answer;
  if (end === "encoded") {
    return later(
      `it answered ${status} and compressed it, which nobody asked for`,
      PAUSES.attended,
    );
  }
  if (end !== "complete") return later(`it answered ${status} with a body that did not end`, null);
  const success = readSuccess(answer, decode);
  if (success === null) {
    const type = headers.get("content-type") ?? "something";
    const reason = `it answered ${status} with ${type}, which is no answer of an OTLP receiver; is the address right?`;
    return later(reason, PAUSES.attended);
  }
  const { rejectedLogRecords: count, errorMessage: message } = success;
  return count > 0
    ? { kind: "refused", count, reason: message }
    : { kind: "accepted", warning: message };
}

function later(reason: string, pause: number | null): Verdict {
  return { kind: "later", reason, pause };
}
