import type { JsonObject, Report, RequestContext } from "tattle/sink";

/** A report for the tests of this folder. Of what is not given, only `raw` and the ids matter. */
export function aReport(
  given: Partial<Omit<Report, "request">> & { request?: Partial<RequestContext> } = {},
): Report {
  const raw = given.raw ?? { "csp-report": { "document-uri": "https://shop.example/" } };
  return {
    id: Bun.randomUUIDv7(),
    project: "default",
    receivedAt: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    occurredAt: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    type: "csp-violation",
    url: null,
    age: null,
    userAgent: null,
    disposition: null,
    violation: null,
    body: null,
    sampling: null,
    weight: 1,
    noise: null,
    ...given,
    raw,
    request: {
      id: Bun.randomUUIDv7(),
      token: "phc_shop_0123456789",
      version: null,
      distinctId: null,
      sessionId: null,
      userAgent: null,
      ...given.request,
    },
  };
}

/** A Reporting API violation of `size` characters or more. */
export function aLargeRaw(size: number): JsonObject {
  return {
    type: "csp-violation",
    body: { documentURL: `https://shop.example/${"a".repeat(size)}` },
  };
}
