import { describe, expect, test } from "bun:test";
import { Elysia } from "elysia";
import { createAdmin } from "../../../src/http/admin.ts";
import { openApiDocument } from "../../../src/http/docs/document.ts";
import { operationsOf } from "../../support/generated-requests.ts";
import { BEARER, CLIENT, fakeServices, logIn, testAdmin } from "./support.ts";

const PATHS = [
  "/",
  "/login",
  "/healthz",
  "/readyz",
  "/metrics",
  "/assets/tattle.css",
  "/api/docs",
  "/api/docs/swagger-init.js",
  "/api/v1/openapi.json",
  "/api/v1/reports",
  "/api/v1/reports?limit=x",
  "/api/v1/nowhere",
  "/nowhere",
];

const OPERATIONS = operationsOf(await openApiDocument("test")).map(
  ({ method, path }) => [method, path] as const,
);

/** What every answer has, whoever asks for whatever. */
function expectSafe(headers: Headers): void {
  const csp = headers.get("content-security-policy") ?? "";
  expect(csp).toStartWith("default-src 'none'; ");
  expect(csp).toContain("frame-ancestors 'none'");
  expect(csp).toContain("base-uri 'none'");
  expect(csp).not.toMatch(/unsafe-eval|https?:|\*/);
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("x-frame-options")).toBe("DENY");
  expect(headers.get("referrer-policy")).toBe("same-origin");
  expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
  expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
  expect(headers.get("access-control-allow-origin")).toBeNull();
}

describe.each(["a stranger", "the operator"])("%s gets safe headers", (who) => {
  test.each(PATHS)("at %s", async (path) => {
    const admin = testAdmin();
    const cookie = who === "the operator" ? await logIn(admin) : "";
    const { headers } = await admin.ask(path, { headers: { cookie } });
    expectSafe(headers);
    const csp = headers.get("content-security-policy") ?? "";
    expect(csp.includes("'unsafe-inline'")).toBe(path === "/api/docs" && cookie !== "");
    if (path.startsWith("/api/v1")) expect(headers.get("cache-control")).toBe("no-store");
  });

  test.each(OPERATIONS)("from %s %s", async (method, path) => {
    const admin = testAdmin();
    const allowed = who === "the operator" ? BEARER : {};
    const address = path.replaceAll(/\{\w+\}/g, "x");
    const { headers, body } = await admin.ask(address, { method, headers: allowed });
    await body?.cancel();
    expectSafe(headers);
    expect(headers.get("cache-control")).toBe("no-store");
  });
});

test("other origins learn nothing from a preflight", async () => {
  const answer = await testAdmin().ask("/api/v1/reports", {
    method: "OPTIONS",
    headers: { origin: "https://evil.example", "access-control-request-method": "GET" },
  });
  expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual(
    [],
  );
});

describe("a route beside ours", () => {
  const admin = createAdmin(fakeServices(), { publicUrl: null, metrics: "open" });
  const report = new Elysia()
    .post("/report/", ({ request }) => {
      if (request.headers.has("x-fail")) throw new Error("of its own");
      return new Response(null, { status: 204 });
    })
    .all("/report/", () => new Response("own", { status: 405 }));
  const app = new Elysia({ serve: { reusePort: false } })
    .use(report)
    .use(admin.routes(CLIENT))
    .post("/later", () => new Response(null, { status: 204 }));

  /** The same through a real socket, where Elysia takes another path. */
  async function overSocket(path: string, init: RequestInit): Promise<Response> {
    const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: app.compile().fetch });
    try {
      return await fetch(new URL(path, server.url), { redirect: "manual", ...init });
    } finally {
      await server.stop(true);
    }
  }
  const inProcess = async (path: string, init: RequestInit) =>
    app.handle(new Request(`http://tattle.test${path}`, init));

  describe.each([
    ["in process", inProcess],
    ["over a socket", overSocket],
  ])("%s", (_, ask) => {
    test.each(["/report/", "/later"])("%s gets none of our headers", async (path) => {
      const { status, headers } = await ask(path, { method: "POST" });
      expect(status).toBe(204);
      expect([...headers.keys()].filter((name) => name !== "date")).toEqual([]);
    });

    test("keeps its own errors", async () => {
      const answer = await ask("/report/", { method: "POST", headers: { "x-fail": "1" } });
      expect(answer.headers.get("content-type")).not.toBe("application/problem+json");
      expect(await answer.text()).toBe("of its own");
    });

    test("keeps its own 405", async () => {
      expect(await (await ask("/report/", { method: "GET" })).text()).toBe("own");
    });

    test("leaves ours as they are", async () => {
      expect((await ask("/api/v1/status", { headers: BEARER })).status).toBe(200);
      expect((await ask("/api/v1/status", { method: "HEAD", headers: BEARER })).status).toBe(200);
      expect((await ask("/api/v1/status", { method: "PUT", headers: BEARER })).status).toBe(405);
      expect((await ask("/", {})).status).toBe(303);
      expect((await ask("/nowhere", {})).status).toBe(404);
    });
  });
});
