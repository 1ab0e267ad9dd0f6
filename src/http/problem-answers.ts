import { Elysia } from "elysia";
import { CodedError } from "../report/errors.ts";
import type { Log } from "../sink/context.ts";
import { isProblemCode, problemResponse } from "./problems.ts";

/** Codes of failures that are Tattle's own. */
const OURS: ReadonlySet<string> = new Set([
  "internal",
  "reader_unavailable",
  "delivery_unavailable",
  "journal_unavailable",
  "control_unavailable",
]);

/**
 * Answers every failure of the routes of the instance that uses it as an RFC 9457 problem, and
 * logs those that are Tattle's own. Routes of other instances are not touched.
 */
export function problemAnswers(log: Log) {
  return new Elysia().onError({ as: "scoped" }, ({ error, request }) => {
    const expected = error instanceof CodedError && isProblemCode(error.code);
    if (!expected || OURS.has(error.code)) {
      log.error("a request failed", { path: pathOf(request), error: describe(error) });
    }
    return problemResponse(error);
  });
}

/** With what caused it, since that is what went wrong. */
function describe(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? stackOf(error) : `${stackOf(error)}\ncaused by ${stackOf(cause)}`;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function pathOf(request: Request): string {
  return new URL(request.url).pathname;
}
