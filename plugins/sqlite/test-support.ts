import { Database } from "bun:sqlite";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Clock,
  CSP_VIOLATION,
  isJsonObject,
  type Json,
  type JsonObject,
  type Log,
  type Report,
  type ReportReader,
  type Sink,
  type SinkContext,
  type TimeRange,
  type Violation,
  type WriteResult,
} from "tattle/sink";
import { formatUuid } from "./codec/uuid.ts";
import { DATABASE_FILE } from "./connection.ts";
import plugin from "./index.ts";
import type { RetentionSettings, Settings } from "./settings.ts";
import { DAY } from "./tally.ts";

const FIXTURES = join(import.meta.dir, "../../test/fixtures/browser-reports.jsonl");

/** The first of May 2026, 00:00 UTC. */
export const T0 = Date.UTC(2026, 4, 1);
/** Never aborts. */
export const SIGNAL = new AbortController().signal;

/** The defaults. */
export const RETENTION: RetentionSettings = {
  reports: 30 * 86_400_000,
  size: 10 * 2 ** 30,
  rollups: 396 * 86_400_000,
};

const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** A sink in a fresh folder, with what tests do to it. */
export interface Store {
  dir: string;
  path: string;
  sink: Sink;
  /** Writes one batch and returns what the sink said. */
  write(reports: readonly Report[]): Promise<WriteResult>;
  /** All rows of a query, read on a connection of its own. */
  rows(sql: string): Array<Record<string, unknown>>;
  /** The single value of a query. */
  value(sql: string): unknown;
}

/** Time stands still; what waits for it, waits until it is told to stop. */
const STOPPED: Clock = {
  now: () => T0,
  sleep: (_, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) resolve();
      signal?.addEventListener("abort", () => resolve(), { once: true });
    }),
};

/** What a test chooses of a sink. */
export interface Choices extends Partial<Settings> {
  clock?: Clock;
  log?: Log;
}

/** A sink of this plugin that nobody has opened. */
export function createSink(dataDir: string, choices: Choices = {}): Sink {
  const { clock = STOPPED, log = SILENT, ...config } = choices;
  const context: SinkContext = {
    name: "store",
    log,
    clock,
    fetch: async () => new Response(),
    dataDir,
  };
  return plugin.create({ retention: RETENTION, new_issues_per_hour: 100, ...config }, context);
}

/** Runs `test` in a fresh folder, which is gone afterwards. */
export async function withFolder(test: (dir: string) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "tattle-sqlite-"));
  try {
    await test(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Runs `test` with an open sink in a fresh folder. */
export async function withStore(test: (store: Store) => Promise<void>): Promise<void> {
  await withFolder(async (dir) => {
    const sink = createSink(dir);
    await sink.open(SIGNAL);
    try {
      await test(storeOf(dir, sink));
    } finally {
      await sink.close();
    }
  });
}

/** The helpers around a sink that is open. */
export function storeOf(dir: string, sink: Sink): Store {
  const path = join(dir, DATABASE_FILE);
  const rows = (sql: string) => queryAll(path, sql);
  return {
    dir,
    path,
    sink,
    write: (reports) => sink.write({ id: "batch", reports }, SIGNAL),
    rows,
    value: (sql) => Object.values(rows(sql)[0] ?? {})[0],
  };
}

/** All rows of a query on a database file. */
export function queryAll(path: string, sql: string): Array<Record<string, unknown>> {
  const db = new Database(path);
  try {
    return db.query<Record<string, unknown>, []>(sql).all();
  } finally {
    db.close(true);
  }
}

/** The n-th UUIDv7 of a millisecond, in order. */
export function uuidAt(time: number, n: number): string {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(time / 2 ** 16));
  view.setUint16(4, time % 2 ** 16);
  view.setUint16(6, 0x7000);
  view.setUint32(8, 0x80000000);
  view.setUint32(12, n);
  return formatUuid(bytes);
}

/** A violation as a browser would report it, but for what `changes` says. */
export function violation(changes: Partial<Violation> = {}): Violation {
  return {
    documentURL: "https://www.shop.example/cart/",
    referrer: null,
    blockedURL: "https://cdn.vendor.example/widget.js",
    effectiveDirective: "script-src-elem",
    originalPolicy: "default-src 'self'; report-uri https://csp.example.org/report/",
    sourceFile: null,
    sample: null,
    disposition: "enforce",
    statusCode: 200,
    lineNumber: 12,
    columnNumber: 34,
    ...changes,
  };
}

/** The n-th report, one a second from {@link T0} on, but for what `changes` says. */
export function report(n: number, changes: Partial<Report> = {}): Report {
  const receivedAt = T0 + n * 1000;
  const body = violation();
  return {
    id: uuidAt(receivedAt, n),
    project: "default",
    receivedAt,
    occurredAt: receivedAt - 250,
    type: CSP_VIOLATION,
    url: body.documentURL,
    age: 250,
    userAgent: "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/150.0",
    disposition: "enforce",
    violation: body,
    body: null,
    raw: { age: 250, body: { ...body }, type: CSP_VIOLATION, url: body.documentURL },
    request: {
      id: uuidAt(receivedAt, 1_000_000 + n),
      token: null,
      version: null,
      distinctId: null,
      sessionId: null,
      userAgent: "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/150.0",
    },
    sampling: null,
    weight: 1,
    noise: null,
    ...changes,
  };
}

/** Reports of the first `count` numbers. */
export function reportsUpTo(count: number): Report[] {
  return Array.from({ length: count }, (_, n) => report(n));
}

/** What real browsers sent, each item as one report with its JSON untouched. */
export async function recordedReports(): Promise<Report[]> {
  const lines = (await Bun.file(FIXTURES).text()).trim().split("\n");
  return lines.flatMap(itemsOf).map(recorded);
}

/** The JSON objects that one recorded request carried. */
function itemsOf(line: string): JsonObject[] {
  const { request }: { request: { body?: string } } = JSON.parse(line);
  if (!request.body) return [];
  const body: Json = JSON.parse(request.body);
  return (Array.isArray(body) ? body : [body]).filter(isJsonObject);
}

function recorded(raw: JsonObject, n: number): Report {
  const legacy = raw["csp-report"];
  const body = isJsonObject(legacy) ? legacy : isJsonObject(raw.body) ? raw.body : {};
  const type = isJsonObject(legacy) ? CSP_VIOLATION : String(raw.type);
  const isViolation = type === CSP_VIOLATION;
  return report(n, {
    type,
    raw,
    url: text(raw.url) ?? text(body["document-uri"]),
    body: isViolation ? null : body,
    violation: isViolation ? violationOf(body) : null,
  });
}

function violationOf(body: JsonObject): Violation {
  return violation({
    documentURL: text(body.documentURL ?? body["document-uri"]),
    blockedURL: text(body.blockedURL ?? body["blocked-uri"]),
    effectiveDirective: text(body.effectiveDirective ?? body["effective-directive"]),
    originalPolicy: text(body.originalPolicy ?? body["original-policy"]),
    sourceFile: text(body.sourceFile ?? body["source-file"]),
    sample: text(body.sample ?? body["script-sample"]),
  });
}

function text(value: Json | undefined): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** A span that the first reports lie in, with days around them. */
export const WEEK: TimeRange = { from: T0 - DAY, to: T0 + 6 * DAY };

/** What the request of the n-th report says, but for the policy version. */
export function requestOf(n: number, version: string | null): Report["request"] {
  return { ...report(n).request, version };
}

/** Runs `test` with a reader of these reports. */
export async function withReports(
  reports: readonly Report[],
  test: (reader: ReportReader) => Promise<void>,
): Promise<void> {
  await withFolder(async (dir) => {
    const sink = createSink(dir);
    await sink.open(SIGNAL);
    if (reports.length > 0) await sink.write({ id: "batch", reports }, SIGNAL);
    const reader = sink.reader?.();
    if (reader === undefined) throw new Error("the sink has no reader");
    try {
      await test(reader);
    } finally {
      await reader.close();
      await sink.close();
    }
  });
}
