import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { MarkedIssueSchema } from "../../../src/http/api/schema/issue-mark.ts";
import { CodedError } from "../../../src/report/errors.ts";
import { violations } from "./schema.ts";
import { BEARER, send, testAdmin } from "./support.ts";

const ID = "9f2c1a7be04d5638";
const PATH = `/api/v1/issues/${ID}`;

test("an issue is resolved with a note, and the answer says what holds and what was said", async () => {
  const admin = testAdmin();
  const first = await send(admin, "PATCH", PATH, { status: "resolved", note: "gone" });
  expect(first.status).toBe(200);
  const answer: unknown = await (await send(admin, "PATCH", PATH, { note: null })).json();
  const at = "2026-11-22T10:30:00.000Z";
  expect(answer).toEqual({
    id: ID,
    status: "resolved",
    note: null,
    by: "admin",
    at,
    statusAt: at,
    history: [
      { status: "resolved", note: null, by: "admin", at },
      { status: "resolved", note: "gone", by: "admin", at },
    ],
  });
  expect(violations(MarkedIssueSchema, answer)).toEqual([]);
});

test("several are marked at once", async () => {
  const admin = testAdmin();
  const ids = [ID, "03d1e9b25a7c4f80", ID];
  const answer = await send(admin, "POST", "/api/v1/issues/marks", { ids, status: "ignored" });
  expect([answer.status, await answer.json()]).toEqual([200, { count: 2 }]);
  expect(admin.services.issues.marks().map(({ id, status }) => [id, status])).toEqual([
    [ID, "ignored"],
    ["03d1e9b25a7c4f80", "ignored"],
  ]);
});

describe("nothing is changed", () => {
  const MANY = Array.from({ length: 1001 }, (_, i) => i.toString(16).padStart(16, "0"));
  test.each<[string, string, string, unknown, number]>([
    ["by an empty body", "PATCH", PATH, {}, 400],
    ["by an unknown status", "PATCH", PATH, { status: "closed" }, 400],
    ["by a note that is empty", "PATCH", PATH, { note: "" }, 400],
    ["by a note that is too long", "PATCH", PATH, { note: "x".repeat(2001) }, 400],
    ["by a member that nobody knows", "PATCH", PATH, { status: "open", state: "x" }, 400],
    ["by an id in capitals", "PATCH", `/api/v1/issues/${ID.toUpperCase()}`, { note: "x" }, 404],
    ["by an id that is too short", "PATCH", PATH.slice(0, -1), { note: "x" }, 404],
    ["by a list without ids", "POST", "/api/v1/issues/marks", { status: "open" }, 400],
    ["by ids without anything to say", "POST", "/api/v1/issues/marks", { ids: [ID] }, 400],
    ["by an id that is none", "POST", "/api/v1/issues/marks", { ids: ["x"], note: "y" }, 400],
    ["by too many ids", "POST", "/api/v1/issues/marks", { ids: MANY, note: "y" }, 400],
    ["by another method", "POST", PATH, { status: "open" }, 405],
  ])("%s", async (_, method, path, body, status) => {
    const admin = testAdmin();
    const answer = await send(admin, method, path, body);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([
      status,
      "application/problem+json",
    ]);
    expect(admin.services.issues.marks()).toEqual([]);
  });

  test("without a token", async () => {
    const { ask } = testAdmin();
    expect((await ask(PATH, { method: "PATCH", body: '{"status":"open"}' })).status).toBe(401);
  });
});

test("a disk that refuses is answered 503 and logged", async () => {
  const change = () => {
    throw new CodedError("control_unavailable", "full");
  };
  const admin = testAdmin({
    services: { issues: { marks: () => [], get: () => null, last: () => new Map(), change } },
  });
  const answer = await send(admin, "PATCH", PATH, { status: "open" });
  expect([answer.status, await answer.json()]).toMatchObject([
    503,
    { code: "control_unavailable" },
  ]);
  expect(admin.errors).toHaveLength(1);
});

test("no body and no id makes a 500", async () => {
  const admin = testAdmin();
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 1 }), fc.jsonValue(), async (id, body) => {
      const path = `/api/v1/issues/${encodeURIComponent(id.toWellFormed())}`;
      expect((await send(admin, "PATCH", path, body)).status).toBeLessThan(500);
    }),
    { numRuns: 200 },
  );
  expect(
    (await admin.ask("/api/v1/issues/marks", { method: "POST", headers: BEARER })).status,
  ).toBe(400);
});
