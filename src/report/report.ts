import type { JsonObject } from "./json.ts";

/** What the browser did: blocked it (`enforce`) or only told of it (`report`). CSP3 §5.2. */
export type Disposition = "enforce" | "report";

/**
 * The body of a `csp-violation` report, by the names of CSP3's `CSPViolationReportBody`,
 * whichever of the wire formats it came in. `null` means that the browser did not say: an
 * absent member, an empty string and a value of the wrong type all end as `null` here and stay
 * as sent in {@link Report.raw}.
 */
export interface Violation {
  /** The document whose policy was violated. Without fragment; under `privacy.urls = "strip"` without query too. */
  documentURL: string | null;
  referrer: string | null;
  /** A URL, a bare scheme (`data`, `blob`) or a keyword (`inline`, `eval`, `wasm-eval`, `trusted-types-policy`, …). */
  blockedURL: string | null;
  /** One lower-case directive name, never the directive's source list. Unknown names are kept. */
  effectiveDirective: string | null;
  originalPolicy: string | null;
  sourceFile: string | null;
  /** Up to 40 characters (more for trusted types) of the script or style. Raw and hostile: escape when displaying. */
  sample: string | null;
  disposition: Disposition | null;
  /** The document's HTTP status; `null` also where WebKit writes 0 because it does not tell. */
  statusCode: number | null;
  /** From 1. */
  lineNumber: number | null;
  /** From 1. */
  columnNumber: number | null;
}

/** What the request said about all reports that it carried. */
export interface RequestContext {
  /** UUIDv7, that of the request's first kept report. Ids that the sender left out are derived from it, so that a retry derives them again. */
  id: string;
  /** The `token` parameter as sent; `null` where none was needed and none came. */
  token: string | null;
  /** The policy version, parameter `v`. */
  version: string | null;
  /** Parameter `distinct_id`; `null` where absent or blank. */
  distinctId: string | null;
  /** Parameter `session_id`; `null` where absent or blank. */
  sessionId: string | null;
  /** The `User-Agent` header of the request. */
  userAgent: string | null;
}

/** Present on reports that survived sampling with a rate below 1. */
export interface Sampling {
  algorithm: "uniform" | "posthog";
  /** The rate that was asked for, 0 < rate < 1. */
  rate: number;
  /** The hashed key: document URL and receipt minute, redacted like every other text. */
  key: string;
}

/** One report as every sink gets it. Immutable: several sinks may share the same object. */
export interface Report {
  /** UUIDv7, made on receipt, in order of receipt. One accepted item has one id for ever; sinks deduplicate by it. */
  id: string;
  /** The project's name; `default` where the config declares none. */
  project: string;
  /** Milliseconds since the epoch. */
  receivedAt: number;
  /** `receivedAt` less the report's `age`, at most seven days back. Milliseconds since the epoch. */
  occurredAt: number;
  /** Reporting API type: `csp-violation`, `crash`, `deprecation`, … Kept as sent, also when unknown. */
  type: string;
  /** The envelope's `url`, or the violation's document. */
  url: string | null;
  /** Milliseconds between the event and its sending; `null` in the serialization that has no age. */
  age: number | null;
  /** The user agent that the report names, else the request's. */
  userAgent: string | null;
  /** Also set for other types that know one (`coep`, `coop`, `integrity-violation`, …). */
  disposition: Disposition | null;
  /** Set exactly when `type` is `csp-violation`. */
  violation: Violation | null;
  /** The body of every other type, its members in the specification's spelling; `null` for violations. */
  body: JsonObject | null;
  /** What the browser sent, with the same redaction as the fields. For the deprecated serialization the whole request body. */
  raw: JsonObject;
  request: RequestContext;
  sampling: Sampling | null;
  /** How many received reports this one stands for: 1 / probability of having been kept. ≥ 1. */
  weight: number;
  /** Id of the noise rule that recognised it, else `null`. A tag, not a verdict: nothing is dropped for it by default. */
  noise: string | null;
}

/** The Reporting API type of violations. */
export const CSP_VIOLATION = "csp-violation";
