import { brotliCompressSync } from "node:zlib";
import type { AdmissionSettings } from "../../../src/admission/index.ts";
import type { AlertStatus, TestResult } from "../../../src/alerts/index.ts";
import { projectInfos } from "../../../src/collector/project-infos.ts";
import { type AlertConfig, Secret } from "../../../src/config/index.ts";
import { Control, type DeclaredAlert } from "../../../src/control/index.ts";
import type {
  DeadLetter,
  ErasureInfo,
  LetterChoice,
  LetterHolder,
  LetterInfo,
  LetterQuery,
  RetagInfo,
  SinkStatus,
} from "../../../src/delivery/index.ts";
import { type Admin, createAdmin } from "../../../src/http/admin.ts";
import { previewOf } from "../../../src/http/api/noise-preview/preview.ts";
import { newsOf } from "../../../src/http/api/stream/news.ts";
import type { PageFiles } from "../../../src/http/pages/files.ts";
import type {
  ProjectInfo,
  RemoteErasures,
  RemoteLetters,
  RemoteReader,
  Services,
} from "../../../src/http/services.ts";
import type { AdminSettings, ClientInfo } from "../../../src/http/settings.ts";
import { CodedError } from "../../../src/report/errors.ts";
import type { Report } from "../../../src/report/report.ts";
import { memoryStore } from "../../support/control.ts";
import { ImportBench } from "../../support/importer.ts";
import { emptyReader } from "../../support/readers.ts";
import { anAlert } from "../alerts/support.ts";

export const TOKEN = "the-admin-token";
export const BEARER = { authorization: `Bearer ${TOKEN}` };
export const ORIGIN = "http://tattle.test";
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

/** Takes every erasure, and knows these. */
export function fakeErasures(erasures: readonly ErasureInfo[] = [ERASURE]): RemoteErasures {
  const known = new Map(erasures.map((erasure) => [erasure.id, erasure]));
  return {
    request: async (request) => {
      const what = request.distinctId === null ? "document" : "distinct_id";
      const info: ErasureInfo = { ...ERASURE, what, project: request.project, doneAt: null };
      known.set(info.id, info);
      return info;
    },
    get: async (id) => {
      const found = known.get(id);
      if (found) return found;
      throw new CodedError("erasure_unknown", "There is no erasure of this id.");
    },
    list: async ({ before, limit }) =>
      [...known.values()]
        .toSorted((a, b) => (a.id < b.id ? 1 : -1))
        .filter(({ id }) => before === null || id < before)
        .slice(0, limit),
  };
}

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

/** A store of these reports; pages by index. */
export function fakeReader(reports: readonly Report[] = [REPORT]): RemoteReader {
  return {
    ...emptyReader(),
    reports: async ({ project, type, limit, cursor }) => {
      const from = cursor === undefined ? 0 : Number(cursor);
      if (!Number.isInteger(from)) throw new RangeError("not a cursor");
      const found = reports.filter(
        (report) =>
          (project === undefined || report.project === project) &&
          (type === undefined || report.type === type),
      );
      const more = from + limit < found.length;
      return { items: found.slice(from, from + limit), next: more ? `${from + limit}` : null };
    },
    report: async (id) => reports.find((report) => report.id === id) ?? null,
    overview: async ({ from, to }) => ({
      covers: { from, to },
      total: { received: 1, estimated: 2 },
      issues: 1,
      series: [{ at: from, received: 1, estimated: 2 }],
      byDirective: [{ directive: "script-src-elem", received: 1, estimated: 2 }],
      byDisposition: [{ disposition: null, received: 1, estimated: 2 }],
    }),
  };
}

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

/** The dead letters of a sink `sqlite`, and of a sink `gone` that is no more in the configuration. */
export class FakeLetters implements RemoteLetters {
  /** What was asked to be changed. */
  readonly changes: Array<[verb: "replay" | "drop", sink: string, choice: LetterChoice]> = [];

  constructor(readonly letters: readonly DeadLetter[] = [LETTER]) {}

  async holders(): Promise<LetterHolder[]> {
    const deadLetters = this.letters.length;
    return ["sqlite", "gone"].map((sink) => {
      return { sink, configured: sink !== "gone", deadLetters, replaying: 0, bytes: 900 };
    });
  }

  async list(sink: string, { before, limit }: LetterQuery): Promise<LetterInfo[]> {
    this.#mustKnow(sink);
    const below = this.letters.filter(({ id }) => before === null || id < before);
    return below.slice(0, limit).map(({ report, ...info }) => info);
  }

  async get(sink: string, id: number): Promise<DeadLetter> {
    this.#mustKnow(sink);
    const found = this.letters.find((letter) => letter.id === id);
    if (found === undefined) throw new CodedError("dead_letter_not_found", "Not there.");
    return found;
  }

  async replay(sink: string, choice: LetterChoice): Promise<number> {
    if (sink === "gone") throw new CodedError("sink_not_configured", "Gone.");
    return this.#change("replay", sink, choice);
  }

  async drop(sink: string, choice: LetterChoice): Promise<number> {
    return this.#change("drop", sink, choice);
  }

  #change(verb: "replay" | "drop", sink: string, choice: LetterChoice): number {
    this.#mustKnow(sink);
    this.changes.push([verb, sink, choice]);
    if (choice === "all") return this.letters.length;
    return this.letters.filter(({ id }) => choice.includes(id)).length;
  }

  #mustKnow(sink: string): void {
    if (!["sqlite", "gone"].includes(sink)) throw new CodedError("sink_unknown", "Not there.");
  }
}

/** An alert of the config file. */
export const FILED_ALERT = anAlert({
  name: "new-issues",
  via: "slack",
  url: new Secret("https://hooks.example/a-secret-path"),
});

/** Alerts that never had anything to tell, and whose tests work. */
export class FakeAlerts {
  /** What was tried. */
  readonly tried: AlertConfig[] = [];

  constructor(readonly declared: () => readonly DeclaredAlert[] = () => [declaredAlert()]) {}

  list(): AlertStatus[] {
    const attempts = { sent: 3, failed: 1 };
    const none = { askedAt: null, problem: null, waiting: 0, messages: [] };
    return this.declared().map((declared) => ({ ...declared, attempts, ...none }));
  }

  totals() {
    return this.list().map(({ alert, attempts }) => ({ alert: alert.name, ...attempts }));
  }

  async try(alert: AlertConfig): Promise<TestResult> {
    this.tried.push(alert);
    return { ok: true, said: "200: ok" };
  }

  async test(name: string): Promise<TestResult> {
    if (!this.list().some(({ alert }) => alert.name === name))
      throw new CodedError("alert_unknown", "Not there.");
    return { ok: true, said: "200: ok" };
  }
}

function declaredAlert(): DeclaredAlert {
  return { alert: FILED_ALERT, source: "file", enabled: true, begunAt: null, changedAt: null };
}

/** What was logged as an error. */
export type Errors = Array<{ message: string; error: unknown }>;

/** What a configuration without projects says about reports. */
export const UNCONFIGURED: AdmissionSettings = {
  projects: [],
  algorithm: "uniform",
  noise: { action: "tag" },
  addressRateLimit: null,
};

/** A dashboard of one module and one style sheet. */
export function fakeDashboard(): PageFiles {
  const text = new TextEncoder().encode("export {};");
  const gzip = Bun.gzipSync(text);
  const br = new Uint8Array(brotliCompressSync(text));
  const script = { type: "text/javascript; charset=utf-8", plain: text, gzip, br };
  const style = { ...script, type: "text/css; charset=utf-8" };
  return {
    early: [],
    modules: ["main-1.js"],
    styles: ["main-1.css"],
    files: new Map([
      ["main-1.js", script],
      ["main-1.css", style],
    ]),
  };
}

/** A project of the config file. */
export function fileProject(name: string, token: string, retired = false): ProjectInfo {
  return {
    name,
    token,
    retired,
    source: "file",
    tokens: [{ token, createdAt: null, endsAt: null }],
    settings: { origins: null, types: null, noise: "tag", rateLimit: null, quotaPerDay: null },
  };
}

/** @param configured what the config file says about reports */
export function fakeServices(
  over: Partial<Services> = {},
  errors: Errors = [],
  configured = UNCONFIGURED,
): Services {
  const clock = { now: over.now ?? (() => NOW) };
  const alerts = { configured: [FILED_ALERT], mail: false, privateAddresses: "refuse" } as const;
  const control = new Control({ store: memoryStore(), clock, configured, alerts });
  return {
    version: "0.1.0-test",
    adminToken: TOKEN,
    reader: fakeReader(),
    sinks: async () => [SINK],
    deadLetters: new FakeLetters(),
    erasures: fakeErasures(),
    retags: async () => RETAGS,
    imports: new ImportBench().importer,
    journal: () => ({ state: "ok", error: null }),
    counters: () => [],
    warnings: () => [],
    tokens: control.tokens,
    issues: control.issues,
    get projects() {
      return projectInfos(configured, control, clock.now());
    },
    projectChanges: control.projects,
    noise: control.noise,
    dashboard: async () => fakeDashboard(),
    alerts: new FakeAlerts(() => control.alerts.list()),
    alertChanges: control.alerts,
    now: () => NOW,
    log: {
      debug: () => {},
      info: () => {},
      warn: () => {},
      error: (message, fields) => errors.push({ message, error: fields?.error }),
    },
    news: (question) => newsOf(over.reader ?? fakeReader(), question),
    previewNoise: (question) => previewOf(over.reader ?? fakeReader(), question, () => 0),
    sleep: () => Promise.resolve(),
    ...over,
  };
}

export const CLIENT: ClientInfo = { address: () => "192.0.2.1", https: () => false };

export interface Setup {
  services?: Partial<Services>;
  settings?: Partial<AdminSettings>;
  client?: Partial<ClientInfo>;
  configured?: AdmissionSettings;
}

/** An admin part without a socket, and a way to ask it. */
export interface TestAdmin {
  admin: Admin;
  errors: Errors;
  /** What it was made of. */
  services: Services;
  /** `path` may be absolute. */
  ask(path: string, init?: RequestInit): Promise<Response>;
}

export function testAdmin({ services, settings, client, configured }: Setup = {}): TestAdmin {
  const errors: Errors = [];
  const all = fakeServices(services, errors, configured);
  const admin = createAdmin(all, {
    publicUrl: null,
    metrics: "open",
    ...settings,
  });
  const app = admin.routes({ ...CLIENT, ...client });
  return {
    admin,
    errors,
    services: all,
    ask: async (path, init) => app.handle(new Request(new URL(path, ORIGIN).href, init)),
  };
}

/** Sends JSON with the admin token, or with what `headers` has in its place. */
export function send(
  { ask }: Pick<TestAdmin, "ask">,
  method: string,
  path: string,
  body: unknown = {},
  headers: Record<string, string> = BEARER,
): Promise<Response> {
  const text = JSON.stringify(body) ?? "";
  const length = String(Buffer.byteLength(text));
  return ask(path, { method, body: text, headers: { ...headers, "content-length": length } });
}

/** The cookie of a `Set-Cookie` field, as a browser sends it back. */
export function cookieOf(response: Response): string {
  return response.headers.get("set-cookie")?.split(";")[0] ?? "";
}

/** Logs in with the token and returns the session's cookie. */
export async function logIn(
  { ask }: TestAdmin,
  headers: Record<string, string> = {},
): Promise<string> {
  return cookieOf(await ask("/login", form({ token: TOKEN }, headers)));
}

/** A form as a browser posts it from Tattle's own page. */
export function form(
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): RequestInit {
  const body = new URLSearchParams(fields).toString();
  return {
    method: "POST",
    body,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "content-length": String(body.length),
      "sec-fetch-site": "same-origin",
      ...headers,
    },
  };
}
