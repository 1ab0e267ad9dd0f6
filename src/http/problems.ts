import { CodedError, type ErrorCode } from "../report/errors.ts";

/**
 * The one table from error code to HTTP: status and RFC 9457 `title`. A code that is not in it
 * is a failure inside Tattle and answered as `internal`.
 */
export const PROBLEMS = {
  import_broken: { status: 400, title: "The file broke off" },
  request_invalid: { status: 400, title: "Invalid request" },
  cursor_invalid: { status: 400, title: "Invalid cursor" },
  unauthorized: { status: 401, title: "Token required" },
  read_only: { status: 403, title: "Read-only token" },
  cross_site_refused: { status: 403, title: "Cross-site request refused" },
  route_not_found: { status: 404, title: "Not found" },
  alert_unknown: { status: 404, title: "Alert not found" },
  sink_unknown: { status: 404, title: "Sink not found" },
  erasure_unknown: { status: 404, title: "Erasure not found" },
  issue_not_found: { status: 404, title: "Issue not found" },
  dead_letter_not_found: { status: 404, title: "Dead letter not found" },
  noise_rule_unknown: { status: 404, title: "Noise rule not found" },
  project_unknown: { status: 404, title: "Project not found" },
  token_unknown: { status: 404, title: "Token not found" },
  report_not_found: { status: 404, title: "Report not found" },
  method_not_allowed: { status: 405, title: "Method not allowed" },
  alert_exists: { status: 409, title: "Alert exists" },
  alert_from_file: { status: 409, title: "Alert of the config file" },
  alert_needs_mail_server: { status: 409, title: "No mail server" },
  alert_address_refused: { status: 409, title: "Private address refused" },
  sink_not_configured: { status: 409, title: "Sink not in the configuration" },
  noise_rule_exists: { status: 409, title: "Noise rule exists" },
  noise_rule_fixed: { status: 409, title: "Noise rule cannot be changed here" },
  project_exists: { status: 409, title: "Project exists" },
  project_from_file: { status: 409, title: "Project of the config file" },
  project_token_taken: { status: 409, title: "Token of another project" },
  tokens_become_required: { status: 409, title: "Tokens become required" },
  token_exists: { status: 409, title: "Token exists" },
  import_running: { status: 409, title: "Another import is under way" },
  control_full: { status: 409, title: "As many as are kept" },
  too_many_streams: { status: 429, title: "Too many streams" },
  too_many_attempts: { status: 429, title: "Too many attempts" },
  internal: { status: 500, title: "Internal error" },
  reader_missing: { status: 501, title: "No sink can be read from" },
  import_stalled: { status: 503, title: "A sink holds the import up" },
  journal_unavailable: { status: 503, title: "The journal takes no reports" },
  reader_unavailable: { status: 503, title: "The store cannot answer" },
  delivery_unavailable: { status: 503, title: "Delivery cannot answer" },
  alerts_unavailable: { status: 503, title: "Alerts cannot take note" },
  control_unavailable: { status: 503, title: "The control database cannot answer" },
} as const satisfies Partial<Record<ErrorCode, { status: number; title: string }>>;

/** A code that clients of the API may see. */
export type ProblemCode = keyof typeof PROBLEMS;

/** What is wrong with one parameter. Never holds what was sent. */
export interface ParameterError {
  in: "query" | "path" | "body";
  name: string;
  message: string;
}

/** The media type of every error outside `/report/`, RFC 9457 §3. */
export const PROBLEM_TYPE = "application/problem+json";

/** A failure that knows more than its code: header fields for the answer, or the parameters at fault. */
export class RequestError extends CodedError {
  constructor(
    code: ProblemCode,
    message: string,
    readonly extra: {
      headers?: Record<string, string>;
      errors?: readonly ParameterError[];
    } = {},
  ) {
    super(code, message);
  }
}

/** True for a code that has a status of its own. */
export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code);
}

/** The URI that identifies a kind of problem, RFC 9457 §3.1.1. Not for following: `docs/errors.md` explains codes. */
export function problemType(code: ProblemCode): string {
  return `urn:tattle:error:${code}`;
}

/**
 * The answer to a failure. Of an error without a code of {@link PROBLEMS} nothing is told but
 * that it happened.
 */
export function problemResponse(error: unknown): Response {
  const known = error instanceof CodedError && isProblemCode(error.code) ? error : null;
  const code = known !== null && isProblemCode(known.code) ? known.code : "internal";
  const { status, title } = PROBLEMS[code];
  const detail = known === null ? "The log of Tattle says more." : known.message;
  const { headers, errors } = error instanceof RequestError ? error.extra : {};
  const body = { type: problemType(code), title, status, detail, code, ...(errors && { errors }) };
  return Response.json(body, { status, headers: { ...headers, "content-type": PROBLEM_TYPE } });
}
