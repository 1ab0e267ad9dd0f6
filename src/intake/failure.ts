/** What PostHog's endpoint answers for a failure: its status and the members of its error body (`attr` is always null). */
export interface FailureAnswer {
  status: 400 | 413;
  type: string;
  code: string;
  detail: string;
}

const REFUSED = {
  status: 400,
  type: "invalid_payload",
  code: "invalid_payload",
  detail: "Failed to submit CSP report",
} as const satisfies FailureAnswer;

const INVALID_PROPERTIES = {
  status: 400,
  type: "validation_error",
  code: "invalid_csp_payload",
  detail: "Invalid CSP report properties provided",
} as const satisfies FailureAnswer;

const TOO_LARGE = {
  status: 413,
  type: "validation_error",
  code: "csp_report_too_large",
  detail: "CSP report too large",
} as const satisfies FailureAnswer;

/**
 * Every reason for which a request to `/report/` is refused, with the one answer to it. The
 * HTTP layer prints it and decides nothing. `body_too_large` and `missing_token` are found there
 * and in admission; the others come from {@link decodeBody}.
 */
export const INTAKE_FAILURES = {
  /** Neither `application/csp-report` nor `application/reports+json`. */
  unsupported_media_type: REFUSED,
  body_too_large: TOO_LARGE,
  /** Empty, blank, not JSON, or more than one document. */
  malformed_json: {
    status: 400,
    type: "validation_error",
    code: "invalid_csp_payload",
    detail: "Invalid CSP report format",
  },
  /** Not JSON, and not text either: compressed or cut bytes. */
  undecodable_body: INVALID_PROPERTIES,
  too_many_reports: TOO_LARGE,
  /** JSON, but of no shape in which reports come. */
  unknown_shape: INVALID_PROPERTIES,
  /** The shape is that of reports, but none of them has usable content. */
  unusable_reports: REFUSED,
  missing_token: {
    status: 400,
    type: "capture_error",
    code: "capture_error",
    detail: "Failed to submit CSP report",
  },
} as const satisfies Record<string, FailureAnswer>;

/** Stable code of a refused request. */
export type IntakeFailure = keyof typeof INTAKE_FAILURES;
