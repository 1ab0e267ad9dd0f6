import { INTAKE_FAILURES, type IntakeFailure } from "../../intake/index.ts";
import type { DropReason } from "../../report/drop.ts";
import { memoized } from "../../report/memo.ts";
import { corsHeaders } from "./cors.ts";

/** Says which of the reports were dropped on purpose. A browser does not look at it, a person with curl does. */
export const DROPPED_HEADER = "tattle-dropped";

/** Seconds after which a sender may try again; Chromium has its own idea, scripts have not. */
const RETRY_AFTER = "10";

/** What went wrong before the reports were looked at, or after. Bodies are of PostHog's shape. */
export const TRANSPORT_FAILURES = {
  too_many_bodies: {
    status: 503,
    type: "server_error",
    detail: "Too many request bodies are being read at once. Send it again later",
  },
  journal_unavailable: {
    status: 503,
    type: "server_error",
    detail: "The reports could not be stored. Send them again later",
  },
  /** A bug of ours; the sender is asked to keep its reports. */
  internal: {
    status: 503,
    type: "server_error",
    detail: "The reports could not be taken. Send them again later",
  },
  method_not_allowed: {
    status: 405,
    type: "validation_error",
    detail: "Reports are sent with POST",
  },
} as const;

export type TransportFailure = keyof typeof TRANSPORT_FAILURES;

/** The same for each report of a site, and three times cheaper to send than when written out. */
const preparedHeaders = memoized((origin) => new Headers(corsHeaders(origin)));

/** Everything was stored, or dropped on purpose for the reasons given. */
export function accepted(
  origin: string | null,
  drops: Partial<Record<DropReason, number>>,
): Response {
  const headers = preparedHeaders(origin ?? "");
  const reasons = Object.keys(drops).join(", ");
  if (reasons === "") return new Response(null, { status: 204, headers });
  return new Response(null, { status: 204, headers: [...headers, [DROPPED_HEADER, reasons]] });
}

/** The request is refused as PostHog refuses it. */
export function refused(origin: string | null, failure: IntakeFailure): Response {
  const { status, type, code, detail } = INTAKE_FAILURES[failure];
  return error(status, { type, code, detail }, corsHeaders(origin));
}

/** The request could not be dealt with. */
export function failed(origin: string | null, code: TransportFailure): Response {
  const { status, type, detail } = TRANSPORT_FAILURES[code];
  const headers = { ...corsHeaders(origin), ...EXTRA[code] };
  return error(status, { type, code, detail }, headers);
}

const EXTRA: Record<TransportFailure, Record<string, string>> = {
  too_many_bodies: { "retry-after": RETRY_AFTER },
  journal_unavailable: { "retry-after": RETRY_AFTER },
  internal: { "retry-after": RETRY_AFTER },
  method_not_allowed: { allow: "POST, OPTIONS" },
};

function error(
  status: number,
  body: { type: string; code: string; detail: string },
  headers: Record<string, string>,
): Response {
  return new Response(JSON.stringify({ ...body, attr: null }), {
    status,
    headers: { ...headers, "content-type": "application/json" },
  });
}
