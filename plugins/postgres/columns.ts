import { CSP_VIOLATION, fingerprint, type Json, type Report } from "tattle/sink";

/** The last moment that ISO 8601 writes with four digits of year, milliseconds since the epoch. */
const LAST_MOMENT = Date.UTC(10_000, 0) - 1;

/** A column of the table of reports, and what of a report goes into it. */
interface Column {
  readonly type: "uuid" | "text" | "timestamptz" | "bigint" | "double precision" | "jsonb";
  readonly value: (report: Report) => Json;
}

/** What is written, in the order of the table. Names are the specifications' in snake case. */
export const COLUMNS = {
  id: { type: "uuid", value: ({ id }) => id },
  project: { type: "text", value: ({ project }) => project },
  received_at: { type: "timestamptz", value: ({ receivedAt }) => moment(receivedAt) },
  occurred_at: { type: "timestamptz", value: ({ occurredAt }) => moment(occurredAt) },
  type: { type: "text", value: ({ type }) => type },
  url: { type: "text", value: ({ url }) => url },
  user_agent: { type: "text", value: ({ userAgent }) => userAgent },
  disposition: { type: "text", value: ({ disposition }) => disposition },
  fingerprint: { type: "text", value: fingerprintOf },
  document_url: { type: "text", value: ({ violation }) => violation?.documentURL ?? null },
  referrer: { type: "text", value: ({ violation }) => violation?.referrer ?? null },
  blocked_url: { type: "text", value: ({ violation }) => violation?.blockedURL ?? null },
  effective_directive: {
    type: "text",
    value: ({ violation }) => violation?.effectiveDirective ?? null,
  },
  original_policy: { type: "text", value: ({ violation }) => violation?.originalPolicy ?? null },
  source_file: { type: "text", value: ({ violation }) => violation?.sourceFile ?? null },
  sample: { type: "text", value: ({ violation }) => violation?.sample ?? null },
  status_code: { type: "bigint", value: ({ violation }) => whole(violation?.statusCode) },
  line_number: { type: "bigint", value: ({ violation }) => whole(violation?.lineNumber) },
  column_number: { type: "bigint", value: ({ violation }) => whole(violation?.columnNumber) },
  policy_version: { type: "text", value: ({ request }) => request.version },
  token: { type: "text", value: ({ request }) => request.token },
  distinct_id: { type: "text", value: ({ request }) => request.distinctId },
  session_id: { type: "text", value: ({ request }) => request.sessionId },
  sample_rate: { type: "double precision", value: ({ sampling }) => sampling?.rate ?? null },
  weight: { type: "double precision", value: ({ weight }) => weight },
  noise: { type: "text", value: ({ noise }) => noise },
  body: { type: "jsonb", value: ({ body }) => body },
  raw: { type: "jsonb", value: ({ raw }) => raw },
} as const satisfies Record<string, Column>;

/** Key of the violation's issue, the same as in every other sink; `null` for other types. */
function fingerprintOf({ type, project, violation }: Report): string | null {
  return type === CSP_VIOLATION && violation !== null ? fingerprint(project, violation) : null;
}

/** With `Z`, so that no session's time zone matters. Throws a RangeError for what PostgreSQL would not read. */
function moment(at: number): string {
  if (!(at >= 0 && at <= LAST_MOMENT)) throw new RangeError(`${at} is no time of a report`);
  return new Date(at).toISOString();
}

/** What a `bigint` cannot hold stays in `raw` alone. */
function whole(value: number | null | undefined): number | null {
  return Number.isSafeInteger(value) ? (value ?? null) : null;
}
