import type { Report, SinkContext, Violation } from "tattle/sink";

/** For what no test aborts. */
export const SIGNAL = new AbortController().signal;

const VIOLATION: Violation = {
  documentURL: "https://shop.example/cart",
  referrer: null,
  blockedURL: "https://cdn.example/widget.js",
  effectiveDirective: "script-src-elem",
  originalPolicy: "default-src 'self'",
  sourceFile: "https://shop.example/app.js",
  sample: null,
  disposition: "enforce",
  statusCode: 200,
  lineNumber: 7,
  columnNumber: 1,
};

/** A violation for the tests of this folder, with an id of its own. */
export function aReport(given: Partial<Report> = {}): Report {
  const id = Bun.randomUUIDv7();
  return {
    id,
    project: "shop",
    receivedAt: Date.UTC(2026, 4, 1, 12, 0, 0, 125),
    occurredAt: Date.UTC(2026, 4, 1, 11, 59, 59, 999),
    type: "csp-violation",
    url: "https://shop.example/cart",
    age: 126,
    userAgent: "Test/1.0",
    disposition: "enforce",
    violation: VIOLATION,
    body: null,
    raw: { type: "csp-violation", body: { documentURL: "https://shop.example/cart" } },
    request: {
      id,
      token: "phc_shop",
      version: "7",
      distinctId: "d",
      sessionId: "s",
      userAgent: "Test/1.0",
    },
    sampling: null,
    weight: 1,
    noise: null,
    ...given,
  };
}

/** A violation whose sample is this text. */
export function withSample(sample: string, given: Partial<Report> = {}): Report {
  return aReport({ violation: { ...VIOLATION, sample }, raw: { sample }, ...given });
}

/** The name of a schema that is not there yet. */
export function newSchema(): string {
  return `s_${Bun.randomUUIDv7().replaceAll("-", "")}`;
}

/** So many reports. */
export function reports(count: number): Report[] {
  return Array.from({ length: count }, () => aReport());
}

/** A context with the real time, and a log that keeps its lines in `lines`. */
export function aContext(lines: string[] = []): SinkContext {
  const line = (message: string, fields?: object) =>
    void lines.push(`${message} ${JSON.stringify(fields ?? {})}`);
  return {
    name: "postgres",
    log: { debug: line, info: line, warn: line, error: line },
    clock: { now: Date.now, sleep: (ms) => Bun.sleep(ms) },
    fetch,
    dataDir: "/nonexistent",
  };
}
