import type { Report, RequestContext, Violation } from "tattle/sink";
import type { Settings } from "./settings.ts";

const AT = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

/** A violation of which the browser said nothing but what is given. */
export function aViolation(given: Partial<Violation> = {}): Violation {
  return {
    documentURL: "https://shop.example/",
    referrer: null,
    blockedURL: "https://evil.example/x.png",
    effectiveDirective: "img-src",
    originalPolicy: null,
    sourceFile: null,
    sample: null,
    disposition: "enforce",
    statusCode: null,
    lineNumber: null,
    columnNumber: null,
    ...given,
  };
}

/** A report for the tests of this folder: a violation, unless another type is given. */
export function aReport(
  given: Partial<Omit<Report, "request">> & { request?: Partial<RequestContext> } = {},
): Report {
  const { type = "csp-violation" } = given;
  const violation = given.violation ?? (type === "csp-violation" ? aViolation() : null);
  return {
    id: Bun.randomUUIDv7(),
    project: "default",
    receivedAt: AT,
    occurredAt: AT - 1_500,
    type,
    url: violation?.documentURL ?? null,
    age: 1_500,
    userAgent: null,
    disposition: violation?.disposition ?? null,
    body: violation === null ? {} : null,
    raw: {},
    sampling: null,
    weight: 1,
    noise: null,
    ...given,
    violation,
    request: {
      id: Bun.randomUUIDv7(),
      token: null,
      version: null,
      distinctId: null,
      sessionId: null,
      userAgent: null,
      ...given.request,
    },
  };
}

/** The schema's defaults, and what is given. */
export function someSettings(given: Partial<Settings> = {}): Settings {
  return {
    endpoint: "http://localhost:4318",
    headers: {},
    encoding: "protobuf",
    compression: "gzip",
    resource: {},
    raw: "omit",
    request_timeout: 5_000,
    ...given,
  };
}
