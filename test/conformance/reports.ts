import { CSP_VIOLATION, type JsonObject, type Report } from "tattle/sink";

/** The token that the kit's reports carry. */
const TOKEN = "tattle-conformance";

const AGENT =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

/** A new report of any type but `csp-violation`. Its id is new each time. */
export function otherReport(type: string, body: JsonObject = {}): Report {
  const url = "https://shop.example/checkout";
  const raw = { type, age: 12, url, user_agent: AGENT, body };
  return { ...envelope(), type, url, age: 12, userAgent: AGENT, body, raw };
}

/** A new violation in the Reporting API's serialization. `extra` goes into the body as sent. */
export function violation(extra: JsonObject = {}, url = "https://shop.example/checkout"): Report {
  const said = {
    documentURL: url,
    referrer: "https://search.example/",
    blockedURL: "https://cdn.example/widget.js",
    effectiveDirective: "script-src-elem",
    originalPolicy: "default-src 'self'; report-uri /report/",
    sourceFile: url,
    sample: "",
    disposition: "enforce" as const,
    statusCode: 200,
    lineNumber: 7,
    columnNumber: 1,
  };
  return {
    ...envelope(),
    type: CSP_VIOLATION,
    url,
    age: 12,
    userAgent: AGENT,
    disposition: "enforce",
    violation: { ...said, sample: null },
    raw: { type: CSP_VIOLATION, age: 12, url, user_agent: AGENT, body: { ...said, ...extra } },
  };
}

/** So many violations in order of receipt, each of another document. */
export function violations(count: number): Report[] {
  return Array.from({ length: count }, (_, at) =>
    violation({ statusCode: 200 + (at % 5) }, `https://shop.example/page-${at}`),
  );
}

function envelope(): Report {
  const id = Bun.randomUUIDv7();
  const now = Date.now();
  return {
    id,
    project: "default",
    receivedAt: now,
    occurredAt: now - 12,
    type: "",
    url: null,
    age: null,
    userAgent: null,
    disposition: null,
    violation: null,
    body: null,
    raw: {},
    request: {
      id,
      token: TOKEN,
      version: "1",
      distinctId: null,
      sessionId: null,
      userAgent: AGENT,
    },
    sampling: null,
    weight: 1,
    noise: null,
  };
}
