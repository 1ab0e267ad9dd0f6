import { describe, expect, test } from "bun:test";
import { ProblemSchema } from "../../../src/http/api/schema/common.ts";
import { OverviewSchema } from "../../../src/http/api/schema/overview.ts";
import { ProjectListSchema } from "../../../src/http/api/schema/project.ts";
import { ReportPageSchema, ReportSchema } from "../../../src/http/api/schema/report.ts";
import { SinkListSchema } from "../../../src/http/api/schema/sink.ts";
import { LoginCodeSchema, StatusSchema } from "../../../src/http/api/schema/status.ts";
import { openApiDocument } from "../../../src/http/docs/document.ts";
import type { Services } from "../../../src/http/services.ts";
import { CodedError } from "../../../src/report/errors.ts";
import { fingerprint } from "../../../src/report/fingerprint.ts";
import { askedReader, failingReader } from "../../support/readers.ts";
import { violations } from "./schema.ts";
import {
  BEARER,
  fakeReader,
  fileProject,
  HOUR,
  NOW,
  REPORT,
  type Setup,
  SINK,
  testAdmin,
} from "./support.ts";

/** The issue of the report that the tests have. */
const ISSUE = REPORT.violation && fingerprint("default", REPORT.violation);

/** Any member may be there: which ones are is what the tests find out. */
interface Body {
  [member: string]: unknown;
  items: Array<Record<string, unknown>>;
  next: string | null;
}

async function get(path: string, setup: Setup = {}, method = "GET") {
  const admin = testAdmin(setup);
  const answer = await admin.ask(path, { method, headers: BEARER });
  const body = (await answer.json()) as Body;
  const type = answer.headers.get("content-type");
  return { status: answer.status, type, body, errors: admin.errors };
}

describe("every answer keeps to its schema", () => {
  const reports = [
    REPORT,
    { ...REPORT, violation: null, body: { reason: "oom" }, type: "crash", sampling: null },
  ];
  const counters = () => [
    { project: "default", outcome: "kept", hour: NOW - HOUR, count: 3 },
    { project: null, outcome: "unknown_token", hour: 0, count: 1 },
  ];
  const warnings: Services["warnings"] = () => [
    { project: null, code: "token_unknown", value: "", firstSeen: NOW, lastSeen: NOW, count: 1 },
  ];
  const services = { reader: fakeReader(reports), counters, warnings };
  test.each([
    ["GET", "/api/v1/reports", ReportPageSchema],
    ["GET", `/api/v1/reports/${REPORT.id}`, ReportSchema],
    ["GET", "/api/v1/overview", OverviewSchema],
    ["GET", "/api/v1/sinks", SinkListSchema],
    ["GET", "/api/v1/projects", ProjectListSchema],
    ["GET", "/api/v1/status", StatusSchema],
    ["POST", "/api/v1/login-codes", LoginCodeSchema],
    ["GET", "/api/v1/nowhere", ProblemSchema],
    ["GET", "/api/v1/reports?limit=0", ProblemSchema],
  ])("%s %s", async (method, path, schema) => {
    const { body } = await get(path, { services }, method);
    expect(violations(schema, body)).toEqual([]);
  });
});

describe("reports", () => {
  const many = Array.from({ length: 5 }, (_, i) => ({ ...REPORT, id: `id-${i}` }));

  test("come as they are, with times as RFC 3339", async () => {
    const { body } = await get("/api/v1/reports");
    expect(body).toEqual({
      items: [
        {
          ...REPORT,
          receivedAt: "2026-11-22T10:29:00.000Z",
          occurredAt: "2026-11-22T10:28:59.000Z",
          issue: ISSUE,
        },
      ],
      next: null,
    });
  });

  test("come by the page, each cursor leading to the next", async () => {
    const setup = { services: { reader: fakeReader(many) } };
    const seen: unknown[] = [];
    let cursor: string | null = "0";
    while (cursor !== null) {
      const { body } = await get(`/api/v1/reports?limit=2&cursor=${cursor}`, setup);
      for (const { id } of body.items) seen.push(id);
      cursor = body.next;
    }
    expect(seen).toEqual(many.map(({ id }) => id));
  });

  test("are asked for with the defaults and the filters given", async () => {
    const { reader, asked } = askedReader();
    await get("/api/v1/reports", { services: { reader } });
    await get("/api/v1/reports?project=shop&type=crash&limit=1000&cursor=c", {
      services: { reader },
    });
    expect(asked).toEqual([
      { limit: 50 },
      { project: "shop", type: "crash", limit: 1000, cursor: "c" },
    ]);
  });

  test("one by one, with the issue that they are", async () => {
    const { body } = await get(`/api/v1/reports/${REPORT.id}`);
    expect(body.violation).toEqual(REPORT.violation);
    expect(body.issue).toBe(ISSUE);
  });

  test.each([
    "01960d5e-7c1a-7b3f-9a52-000000000000",
    "unknown",
    "%FF",
    "%00",
    "..%2f..%2fetc%2fpasswd",
  ])("that are not there are a problem: %s", async (id) => {
    const { status, body } = await get(`/api/v1/reports/${id}`);
    expect([status, body.code]).toEqual([404, "report_not_found"]);
  });
});

describe("a request that is wrong", () => {
  test.each([
    ["/api/v1/reports?limit=0", "limit"],
    ["/api/v1/reports?limit=1001", "limit"],
    ["/api/v1/reports?limit=2.5", "limit"],
    ["/api/v1/reports?limit=many", "limit"],
    ["/api/v1/reports?limit=", "limit"],
    ["/api/v1/reports?limit=1&limit=2", "limit"],
    [`/api/v1/reports?cursor=${"c".repeat(501)}`, "cursor"],
    ["/api/v1/overview?from=yesterday", "from"],
    ["/api/v1/overview?from=2026-02-30", "from"],
    ["/api/v1/overview?to=2026-11-22T10:00:00", "to"],
    ["/api/v1/overview?from=2026-11-22&to=2026-11-21", "from"],
    ["/api/v1/overview?from=2020-01-01", "from"],
  ])("%s names the parameter and does not repeat it", async (path, name) => {
    const { status, type, body } = await get(path);
    expect(status).toBe(400);
    expect(type).toBe("application/problem+json");
    expect(body.code).toBe("request_invalid");
    expect(body.errors).toContainEqual({ in: "query", name, message: expect.any(String) });
    const value = new URL(path, "http://x.test").searchParams.get(name) ?? "";
    if (value.length > 4) expect(JSON.stringify(body)).not.toContain(value);
  });

  test("because it misspells a parameter is told which there are", async () => {
    const { status, body } = await get("/api/v1/reports?projct=shop");
    expect(status).toBe(400);
    expect(body.detail).toStartWith("This address knows the parameters from, to, search, project,");
  });

  test.each([
    ["/api/v1/reports", "DELETE", "GET, HEAD"],
    ["/api/v1/reports/x", "PUT", "GET, HEAD"],
    ["/api/v1/login-codes", "GET", "POST"],
    ["/api/v1/status", "OPTIONS", "GET, HEAD"],
    ["/healthz", "POST", "GET, HEAD"],
    ["/login", "PUT", "GET, HEAD, POST"],
  ])("%s by %s is told the methods", async (path, method, allow) => {
    const answer = await testAdmin().ask(path, { method, headers: BEARER });
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe(allow);
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });

  test("each path of the document refuses all methods but its own, and names those", async () => {
    const admin = testAdmin();
    const { paths } = JSON.parse(JSON.stringify(await openApiDocument("0")));
    const patterns = Object.keys(paths).filter((path) => path.startsWith("/api/v1/"));
    for (const path of patterns) {
      const address = path.replaceAll(/\{[^}]+\}/g, "x");
      const alike = patterns.filter((one) =>
        new RegExp(`^${one.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`).test(address),
      );
      const methods = alike.flatMap((one) => Object.keys(paths[one])).map((m) => m.toUpperCase());
      const answer = await admin.ask(address, { method: "PROPFIND", headers: BEARER });
      const allow = new Set(answer.headers.get("allow")?.split(", "));
      const expected = new Set(methods.includes("GET") ? [...methods, "HEAD"] : methods);
      expect([path, answer.status, allow]).toEqual([path, 405, expected]);
    }
    expect(patterns.length).toBeGreaterThan(30);
  });

  test.each(["/api/v1/nowhere", "/nowhere", "/report/x/y", "/api/v1/reports/a/b"])(
    "%s is nowhere",
    async (path) => {
      const { status, body } = await get(path);
      expect([status, body.code]).toEqual([404, "route_not_found"]);
    },
  );
});

describe("a store", () => {
  test.each(["/api/v1/reports", `/api/v1/reports/${REPORT.id}`, "/api/v1/overview"])(
    "that does not exist makes %s answer 501",
    async (path) => {
      const { status, body } = await get(path, { services: { reader: null } });
      expect([status, body.code]).toEqual([501, "reader_missing"]);
    },
  );

  test.each([
    ["refuses the cursor", new RangeError("bad cursor"), 400, "cursor_invalid", 0],
    ["cannot combine filters", new RangeError("`a` with `b`"), 400, "request_invalid", 0],
    ["is busy", new CodedError("thread_busy", "no answer"), 503, "reader_unavailable", 1],
    ["throws", new Error("SQLITE_CORRUPT in /var/lib/tattle"), 503, "reader_unavailable", 1],
    ["throws nonsense", "nonsense", 503, "reader_unavailable", 1],
  ])("that %s is answered as such", async (_, error, status, code, logged) => {
    const query = code === "cursor_invalid" ? "?cursor=c" : "";
    const answer = await get(`/api/v1/reports${query}`, {
      services: { reader: failingReader(error) },
    });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(JSON.stringify(answer.body)).not.toContain("SQLITE");
    expect(answer.errors).toHaveLength(logged);
  });

  test("that fails is logged with its own words", async () => {
    const reader = failingReader(new Error("SQLITE_CORRUPT"));
    const { errors } = await get("/api/v1/reports", { services: { reader } });
    expect(errors[0]?.error).toContain("SQLITE_CORRUPT");
  });
});

test("a bug shows nothing of itself, and is logged", async () => {
  const { status, body, errors } = await get("/api/v1/sinks", {
    services: { sinks: () => Promise.reject(new TypeError("secret internals")) },
  });
  expect([status, body.code]).toEqual([500, "internal"]);
  expect(JSON.stringify(body)).not.toContain("secret");
  expect(errors[0]?.error).toContain("secret internals");
});

describe("the overview", () => {
  test.each([
    ["", NOW - 24 * HOUR, NOW],
    ["?from=2026-11-20&to=2026-11-21", Date.UTC(2026, 10, 20), Date.UTC(2026, 10, 21)],
    ["?from=1790000000000", 1_790_000_000_000, NOW],
    ["?to=2026-11-21T12:00:00%2B02:00", Date.UTC(2026, 10, 20, 10), Date.UTC(2026, 10, 21, 10)],
  ])("of %j spans what it says", async (query, from, to) => {
    const { reader, asked } = askedReader();
    const { body } = await get(`/api/v1/overview${query}`, { services: { reader } });
    expect(asked).toEqual([{ from, to }]);
    expect([body.from, body.to]).toEqual([
      new Date(from).toISOString(),
      new Date(to).toISOString(),
    ]);
  });
});

test("sinks are shown with times as RFC 3339", async () => {
  const { body } = await get("/api/v1/sinks");
  expect(body.items).toEqual([
    {
      ...SINK,
      backlog: { reports: 3, bytes: 900, oldestAt: "2026-11-22T10:29:55.000Z" },
      lastError: { message: "disk is slow", at: "2026-11-22T09:30:00.000Z" },
    },
  ]);
});

describe("projects", () => {
  const all = [
    { project: "shop", outcome: "kept", hour: 0, count: 10 },
    { project: "shop", outcome: "kept", hour: NOW - HOUR, count: 3 },
    { project: "shop", outcome: "sampled_out", hour: NOW - HOUR, count: 2 },
    { project: "shop", outcome: "refused", hour: NOW - HOUR, count: 4 },
    { project: "gone", outcome: "kept", hour: 0, count: 1 },
    { project: "shop", outcome: "imported", hour: NOW - HOUR, count: 7 },
    { project: null, outcome: "unknown_token", hour: NOW - HOUR, count: 5 },
  ];
  const setup: Setup = {
    services: {
      counters: (since) => all.filter(({ hour }) => hour >= since - (since % HOUR)),
      projects: [fileProject("shop", "phc_1"), fileProject("old", "phc_2", true)],
    },
  };

  test("add up: kept and dropped are what was received, refused ones are apart", async () => {
    const { body } = await get("/api/v1/projects", setup);
    expect(body.items[0]).toEqual({
      name: "shop",
      configured: true,
      retired: false,
      source: "file",
      tokens: [{ token: "phc_1", createdAt: null, endsAt: null }],
      settings: { origins: null, types: null, noise: "tag", rateLimit: null, quotaPerDay: null },
      total: {
        received: 15,
        kept: 13,
        dropped: 2,
        byReason: { sampled_out: 2 },
        refused: 4,
        imported: 7,
      },
      lastDay: {
        received: 5,
        kept: 3,
        dropped: 2,
        byReason: { sampled_out: 2 },
        refused: 4,
        imported: 7,
      },
      warnings: [],
    });
  });

  test("are the configured ones, those of the counters, and none at all", async () => {
    const { body } = await get("/api/v1/projects", setup);
    const names = body.items.map(({ name, configured }) => [name, configured]);
    expect(names).toEqual([
      ["shop", true],
      ["old", true],
      ["gone", false],
      [null, false],
    ]);
  });
});

test("the status tells version, uptime and journal", async () => {
  let now = NOW;
  const admin = testAdmin({
    services: { now: () => now, journal: () => ({ state: "failing", error: "disk full" }) },
  });
  now += 90_500;
  const answer = await admin.ask("/api/v1/status", { headers: BEARER });
  expect(await answer.json()).toEqual({
    version: "0.1.0-test",
    startedAt: "2026-11-22T10:30:00.000Z",
    uptimeSeconds: 90,
    journal: { state: "failing", error: "disk full" },
    reader: true,
  });
});
