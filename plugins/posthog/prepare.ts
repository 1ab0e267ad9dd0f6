import type { Report } from "tattle/sink";
import { type Encoded, encode } from "./encode.ts";
import { keyProblem } from "./settings.ts";

/** What is to be done with one report: send its event under a key, or nothing any more. */
export type Prepared =
  | { key: string; event: Encoded }
  /** `null`: a type that PostHog ignores. Else why PostHog can never take it. */
  | { settled: string | null };

/** Prepares one report. `apiKey` is the configured key; without one the report's own token is used. */
export function prepare(report: Report, apiKey: string | undefined): Prepared {
  const event = encode(report);
  if (event === null) return { settled: null };
  if ("refused" in event) return { settled: event.refused };
  const key = apiKey ?? report.request.token;
  if (key === null) return { settled: "It has no token, and the sink has no `api_key`." };
  const problem = apiKey === undefined ? keyProblem(key) : null;
  return problem === null ? { key, event } : { settled: `Its token is ${problem}.` };
}
