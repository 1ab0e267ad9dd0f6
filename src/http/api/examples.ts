import type { DeadLetterView, LetterHolderView } from "./schema/dead-letter.ts";
import type { MarkedIssueView } from "./schema/issue-mark.ts";
import type { NoiseRuleView } from "./schema/noise-rule.ts";
import type { ProjectDefinitionView, ProjectView } from "./schema/project.ts";
import type { ReportView } from "./schema/report.ts";
import type { SinkView } from "./schema/sink.ts";
import type { LoginCode, StatusView } from "./schema/status.ts";
import type { CreatedTokenView, TokenView } from "./schema/token.ts";

const POLICY = "default-src 'self'; report-uri https://csp.example.org/report/";
const USER_AGENT =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";

/** What the documentation shows. Typed by the schemas, so that it cannot go stale unseen. */
export const REPORT: ReportView = {
  id: "01960d5e-7c1a-7b3f-9a52-3f6d0c8e4b21",
  project: "default",
  receivedAt: "2026-11-22T09:30:00.250Z",
  occurredAt: "2026-11-22T09:30:00.250Z",
  type: "csp-violation",
  url: "https://www.shop.example/cart",
  age: null,
  userAgent: USER_AGENT,
  disposition: "report",
  violation: {
    documentURL: "https://www.shop.example/cart",
    referrer: null,
    blockedURL: "https://cdn.example/widget.js",
    effectiveDirective: "script-src-elem",
    originalPolicy: POLICY,
    sourceFile: "https://www.shop.example/cart",
    sample: null,
    disposition: "report",
    statusCode: 200,
    lineNumber: 12,
    columnNumber: 5,
  },
  body: null,
  raw: {
    "csp-report": {
      "document-uri": "https://www.shop.example/cart",
      "effective-directive": "script-src-elem",
      "blocked-uri": "https://cdn.example/widget.js",
      "original-policy": POLICY,
      disposition: "report",
      "status-code": 200,
    },
  },
  request: {
    id: "01960d5e-7c1a-7000-8000-5a1be0f6c3d2",
    token: null,
    version: "7",
    distinctId: null,
    sessionId: null,
    userAgent: USER_AGENT,
  },
  sampling: null,
  weight: 1,
  noise: null,
  issue: "9f2c1a7be04d5638",
};

export const MARKED_ISSUE: MarkedIssueView = {
  id: "9f2c1a7be04d5638",
  status: "resolved",
  note: "cdn.example allowed",
  by: "admin",
  at: "2026-11-22T09:30:00.250Z",
  statusAt: "2026-11-22T09:30:00.250Z",
  history: [
    {
      status: "resolved",
      note: "cdn.example allowed",
      by: "admin",
      at: "2026-11-22T09:30:00.250Z",
    },
  ],
};

export const SINK: SinkView = {
  name: "sqlite",
  type: "sqlite",
  state: "running",
  delivered: 1280,
  rejected: 3,
  dropped: 0,
  deadLetters: 2,
  replaying: 0,
  replayed: 1,
  discarded: 0,
  backlog: { reports: 12, bytes: 9_416, oldestAt: "2026-11-22T09:29:59.900Z" },
  lag: { reports: 12, seconds: 0.1 },
  lastError: null,
  retryAt: null,
  restarts: null,
};

export const DEAD_LETTER: DeadLetterView = {
  id: 17,
  reportId: REPORT.id,
  type: REPORT.type,
  url: REPORT.url,
  reason: "PostHog, project phc_…: the event is too large",
  at: "2026-11-22T09:30:01.400Z",
  bytes: 2_310,
  attempts: 1,
  state: "dead",
  report: REPORT,
};

export const LETTER_HOLDER: LetterHolderView = {
  sink: "posthog",
  configured: true,
  deadLetters: 2,
  replaying: 0,
  bytes: 4_620,
};

export const PROJECT_DEFINITION: ProjectDefinitionView = {
  name: "shop",
  source: "control",
  retired: false,
  tokens: [
    {
      token: "tat_Jx0mA3kQb7tVn2LwYc9zRf5H",
      createdAt: "2026-11-20T08:00:00.000Z",
      endsAt: null,
    },
  ],
  settings: {
    origins: ["https://shop.example"],
    types: null,
    noise: "tag",
    rateLimit: null,
    quotaPerDay: 100_000,
  },
};

export const PROJECT: ProjectView = {
  ...PROJECT_DEFINITION,
  configured: true,
  total: {
    received: 1300,
    kept: 1280,
    dropped: 20,
    byReason: { sampled_out: 15, malformed: 5 },
    refused: 0,
    imported: 0,
  },
  lastDay: { received: 42, kept: 42, dropped: 0, byReason: {}, refused: 0, imported: 0 },
  warnings: [
    {
      code: "sample_rate_unreadable",
      value: "abc",
      firstSeen: "2026-11-20T08:00:00.000Z",
      lastSeen: "2026-11-22T09:30:00.000Z",
      count: 7,
    },
  ],
};

export const STATUS: StatusView = {
  version: "0.1.0",
  startedAt: "2026-11-20T08:00:00.000Z",
  uptimeSeconds: 178_200,
  journal: { state: "ok", error: null },
  reader: true,
};

export const LOGIN_CODE: LoginCode = {
  code: "3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  url: "https://csp.example.org/login?code=3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  expiresAt: "2026-11-22T09:40:00.000Z",
};

export const TOKEN: TokenView = {
  id: 3,
  name: "grafana",
  role: "read",
  createdAt: "2026-11-20T08:00:00.000Z",
  expiresAt: null,
  expired: false,
  lastUsedAt: "2026-11-22T09:00:00.000Z",
};

export const CREATED_TOKEN: CreatedTokenView = {
  secret: "tattle_read_3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  ...TOKEN,
  lastUsedAt: null,
};

export const NOISE_RULE: NoiseRuleView = {
  id: "own/widget",
  kind: "own",
  match: "suffix",
  fields: ["blocked"],
  value: "widget.example",
  why: "A browser extension that our customers use.",
  confidence: "medium",
  source: "control",
  enabled: true,
  disabledBy: null,
};
