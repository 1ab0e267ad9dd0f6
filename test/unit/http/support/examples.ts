import type {
  DeadLetter,
  ErasureInfo,
  RetagInfo,
  SinkStatus,
} from "../../../../src/delivery/index.ts";
import type { Report } from "../../../../src/report/report.ts";

/** 2026-11-22T10:30:00Z. */
export const NOW = Date.UTC(2026, 10, 22, 10, 30);
export const HOUR = 3_600_000;

export const REPORT: Report = {
  id: "01960d5e-7c1a-7b3f-9a52-3f6d0c8e4b21",
  project: "default",
  receivedAt: NOW - 60_000,
  occurredAt: NOW - 61_000,
  type: "csp-violation",
  url: "https://www.shop.example/cart",
  age: 1000,
  userAgent: "Mozilla/5.0",
  disposition: "report",
  violation: {
    documentURL: "https://www.shop.example/cart",
    referrer: null,
    blockedURL: "https://cdn.example/widget.js",
    effectiveDirective: "script-src-elem",
    originalPolicy: "default-src 'self'",
    sourceFile: null,
    sample: null,
    disposition: "report",
    statusCode: 200,
    lineNumber: 12,
    columnNumber: null,
  },
  body: null,
  raw: { type: "csp-violation" },
  request: {
    id: "01960d5e-7c1a-7000-8000-5a1be0f6c3d2",
    token: null,
    version: "7",
    distinctId: null,
    sessionId: null,
    userAgent: "Mozilla/5.0",
  },
  sampling: { algorithm: "uniform", rate: 0.5, key: "https://www.shop.example/cart" },
  weight: 2,
  noise: null,
};

export const SINK: SinkStatus = {
  name: "sqlite",
  type: "sqlite",
  state: "running",
  delivered: 7,
  rejected: 1,
  dropped: 2,
  deadLetters: 1,
  replaying: 0,
  replayed: 0,
  discarded: 0,
  backlog: { reports: 3, bytes: 900, oldestAt: NOW - 5_000 },
  lag: { reports: 3, seconds: 5 },
  lastError: { message: "disk is slow", at: NOW - HOUR },
  retryAt: null,
  restarts: null,
};

export const ERASURE: ErasureInfo = {
  id: "019de000-0000-7000-8000-000000000001",
  what: "distinct_id",
  project: null,
  at: NOW,
  doneAt: NOW + 2_000,
  sinks: [{ sink: "sqlite", state: "done", reports: 12, deadLetters: 1 }],
};

export const RETAGS: RetagInfo = {
  id: "019de000-0000-7000-8000-000000000002",
  at: NOW,
  sinks: [
    { sink: "sqlite", state: "retagging", read: 500, changed: 12, progress: 0.25, doneAt: null },
    { sink: "stdout", state: "not_asked", read: 0, changed: 0, progress: 0, doneAt: null },
  ],
};

export const LETTER: DeadLetter = {
  id: 7,
  reportId: REPORT.id,
  type: REPORT.type,
  url: REPORT.url,
  reason: "too large",
  at: NOW - HOUR,
  bytes: 900,
  attempts: 2,
  state: "dead",
  report: REPORT,
};
