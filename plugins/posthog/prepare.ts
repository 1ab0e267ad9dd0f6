import type { Report } from "tattle/sink";
import { type Encoded, encode, type Refused } from "./encode.ts";
import { keyProblem } from "./settings.ts";

/** An event to be sent, and the project key to send it under. */
export interface Addressed {
  key: string;
  event: Encoded;
}

/**
 * Prepares one report; `null` for the types that PostHog ignores. `apiKey` is the configured key;
 * without one the report's own token is used.
 */
export function prepare(report: Report, apiKey: string | undefined): Addressed | Refused | null {
  const event = encode(report);
  if (event === null || "refused" in event) return event;
  const key = apiKey ?? report.request.token;
  if (key === null) return { refused: "It has no token, and the sink has no `api_key`." };
  const problem = apiKey === undefined ? keyProblem(key) : null;
  return problem === null ? { key, event } : { refused: `Its token is ${problem}.` };
}
