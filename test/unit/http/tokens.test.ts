import { describe, expect, test } from "bun:test";
import { CreatedTokenSchema, TokenListSchema } from "../../../src/http/api/schema/token.ts";
import { violations } from "./schema.ts";
import { BEARER, cookieOf, form, HOUR, NOW, send, type TestAdmin, testAdmin } from "./support.ts";

const TOKENS = "/api/v1/tokens";
const SAME_SITE = { "sec-fetch-site": "same-origin" };

interface Made {
  secret: string;
  id: number;
}

async function make(admin: TestAdmin, more: object = {}): Promise<Made> {
  const answer = await send(admin, "POST", TOKENS, { name: "grafana", role: "read", ...more });
  expect(answer.status).toBe(201);
  return JSON.parse(await answer.text());
}

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

/** Logs in by the form and gives the header that carries the session. */
async function session(admin: TestAdmin, secret: string) {
  return { cookie: cookieOf(await admin.ask("/login", form({ token: secret }))) };
}

test("a token is shown once, then listed without its secret", async () => {
  const admin = testAdmin();
  const made = await make(admin, { expiresAt: "2026-11-23" });
  expect(violations(CreatedTokenSchema, made)).toEqual([]);
  const list = await (await admin.ask(TOKENS, { headers: BEARER })).text();
  expect(violations(TokenListSchema, JSON.parse(list))).toEqual([]);
  expect(JSON.parse(list)).toMatchObject({
    items: [{ name: "grafana", expiresAt: "2026-11-23T00:00:00.000Z", expired: false }],
  });
  expect(list).not.toContain(made.secret);
});

describe.each(["in a header", "by its session"])("a read-only token %s", (how) => {
  async function setup(more: object = {}) {
    let now = NOW;
    const admin = testAdmin({ services: { now: () => now } });
    const { secret, id } = await make(admin, more);
    const headers = how === "in a header" ? bearer(secret) : await session(admin, secret);
    return { admin, id, headers: { ...headers, ...SAME_SITE }, pass: (ms: number) => (now += ms) };
  }

  test.each(["/api/v1/reports", "/api/v1/overview", "/api/v1/tokens", "/api/v1/openapi.json"])(
    "may GET %s",
    async (path) => {
      const { admin, headers } = await setup();
      expect((await admin.ask(path, { headers })).status).toBe(200);
      expect((await admin.ask(path, { method: "HEAD", headers })).status).toBe(200);
    },
  );

  test.each([
    ["POST", "/api/v1/login-codes"],
    ["POST", TOKENS],
    ["DELETE", `${TOKENS}/1`],
    ["PATCH", "/api/v1/issues/9f2c1a7be04d5638"],
    ["POST", "/api/v1/issues/marks"],
    ["POST", "/api/v1/sinks/sqlite/dead-letters/replay"],
    ["POST", "/api/v1/sinks/sqlite/dead-letters/drop"],
    ["PUT", "/api/v1/reports"],
  ])("may not %s %s", async (method, path) => {
    const { admin, headers } = await setup();
    const answer = await send(admin, method, path, { status: "open" }, headers);
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: "read_only" }]);
    expect(admin.services.tokens.list()).toHaveLength(1);
    expect(admin.services.issues.marks()).toEqual([]);
  });

  test("ends when it is revoked", async () => {
    const { admin, headers, id } = await setup();
    expect((await send(admin, "DELETE", `${TOKENS}/${id}`)).status).toBe(200);
    expect((await admin.ask("/api/v1/status", { headers })).status).toBe(401);
  });

  test("ends when it expires", async () => {
    const { admin, headers, pass } = await setup({ expiresAt: new Date(NOW + HOUR).toISOString() });
    pass(HOUR - 1);
    expect((await admin.ask("/api/v1/status", { headers })).status).toBe(200);
    pass(1);
    expect((await admin.ask("/api/v1/status", { headers })).status).toBe(401);
  });

  test("says when it was used", async () => {
    const { admin, headers, pass } = await setup();
    pass(2 * HOUR);
    await admin.ask("/api/v1/status", { headers });
    expect(admin.services.tokens.list()[0]?.lastUsedAt).toBe(NOW + 1.5 * HOUR);
  });
});

test("a read-only session sees the pages and can log out", async () => {
  const admin = testAdmin();
  const headers = await session(admin, (await make(admin)).secret);
  expect((await admin.ask("/", { headers })).status).toBe(200);
  await admin.ask("/logout", form({}, headers));
  expect((await admin.ask("/", { headers })).status).toBe(303);
});

test("any number of read-only sessions leaves the operator's open", async () => {
  const admin = testAdmin();
  const operator = {
    cookie: cookieOf(await admin.ask("/login", form({ token: "the-admin-token" }))),
  };
  const { secret } = await make(admin);
  for (let i = 0; i < 101; i++) await session(admin, secret);
  expect((await admin.ask("/api/v1/status", { headers: operator })).status).toBe(200);
});

test("the operator's session may make and revoke tokens", async () => {
  const admin = testAdmin();
  const cookie = cookieOf(await admin.ask("/login", form({ token: "the-admin-token" })));
  const body = { name: "x", role: "read" };
  const made = await send(admin, "POST", TOKENS, body, { cookie, ...SAME_SITE });
  expect(made.status).toBe(201);
  const other = await send(admin, "POST", TOKENS, body, { cookie, "sec-fetch-site": "cross-site" });
  expect(other.status).toBe(403);
});

test("wrong tokens are held back, and never keep a read-only one out", async () => {
  const admin = testAdmin();
  const { secret } = await make(admin);
  const wrong = { headers: bearer(`${secret}x`) };
  for (let i = 0; i < 10; i++) expect((await admin.ask("/api/v1/status", wrong)).status).toBe(401);
  expect((await admin.ask("/api/v1/status", wrong)).status).toBe(429);
  expect((await admin.ask("/api/v1/status", { headers: bearer(secret) })).status).toBe(200);
});

test("/metrics takes it where a token is needed", async () => {
  const admin = testAdmin({ settings: { metrics: "token" } });
  const { secret } = await make(admin);
  expect((await admin.ask("/metrics", { headers: bearer(secret) })).status).toBe(200);
  expect((await admin.ask("/metrics")).status).toBe(401);
});

describe("no token is made", () => {
  test.each<[string, object, number]>([
    ["without a name", { name: undefined }, 400],
    ["by the admin token's name", { name: "admin" }, 400],
    ["by a name with a blank", { name: "a b" }, 400],
    ["for another role", { role: "admin" }, 400],
    ["that has ended already", { expiresAt: "2026-11-22T10:30:00Z" }, 400],
    ["that ends on no date", { expiresAt: "2026-02-30" }, 400],
    ["with a member that nobody knows", { scope: "x" }, 400],
    ["by a name that is taken", { name: "taken" }, 409],
  ])("%s", async (_, body, status) => {
    const admin = testAdmin();
    await make(admin, { name: "taken" });
    const answer = await send(admin, "POST", TOKENS, { name: "new", role: "read", ...body });
    expect(answer.status).toBe(status);
    expect(admin.services.tokens.list()).toHaveLength(1);
  });
});

test.each(["0", "2", "x", "1e0", "9".repeat(40)])("there is no token %s to revoke", async (id) => {
  const admin = testAdmin();
  await make(admin);
  expect((await send(admin, "DELETE", `${TOKENS}/${id}`)).status).toBe(404);
});
