import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  ProjectDefinitionSchema,
  ProjectListSchema,
} from "../../../src/http/api/schema/project.ts";
import { violations } from "./schema.ts";
import { BEARER, NOW, send, type TestAdmin, testAdmin, UNCONFIGURED } from "./support.ts";

const PROJECTS = "/api/v1/projects";

const LIMITS = { origins: null, types: null, rateLimit: null, quotaPerDay: null };
const FILED = {
  ...UNCONFIGURED,
  projects: [
    { name: "filed", tokens: ["phc_filed"], state: "active", noise: "tag", ...LIMITS } as const,
  ],
};

interface Definition {
  [member: string]: unknown;
  name: string;
  retired: boolean;
  tokens: Array<{ token: string; createdAt: string | null; endsAt: string | null }>;
  settings: Record<string, unknown>;
}

async function change(admin: TestAdmin, method: string, path: string, body: object = {}) {
  const answer = await send(admin, method, path, body);
  const json: Definition & { code: string; errors: Array<{ name: string }> } = JSON.parse(
    await answer.text(),
  );
  return { status: answer.status, json };
}

const make = (admin: TestAdmin, fields: object = {}) =>
  change(admin, "POST", PROJECTS, { name: "shop", ...fields });

test("a project is made, listed beside those of the file, and both say where they are from", async () => {
  const admin = testAdmin({ configured: FILED });
  const { status, json } = await make(admin, { origins: ["https://Shop.example"] });
  expect(status).toBe(201);
  expect(violations(ProjectDefinitionSchema, json)).toEqual([]);
  expect<unknown>(json).toEqual({
    name: "shop",
    source: "control",
    retired: false,
    tokens: [
      {
        token: expect.stringMatching(/^tat_/),
        createdAt: new Date(NOW).toISOString(),
        endsAt: null,
      },
    ],
    settings: { ...LIMITS, noise: "tag", origins: ["https://shop.example"] },
  });
  const list: unknown = await (await admin.ask(PROJECTS, { headers: BEARER })).json();
  expect(violations(ProjectListSchema, list)).toEqual([]);
  expect(list).toMatchObject({
    items: [
      { name: "filed", source: "file", tokens: [{ token: "phc_filed", createdAt: null }] },
      { name: "shop", source: "control", configured: true },
    ],
  });
});

test("the first project of all asks whether tokens are to be needed", async () => {
  const admin = testAdmin();
  const before = await make(admin);
  expect([before.status, before.json.code]).toEqual([409, "tokens_become_required"]);
  expect((await make(admin, { requireTokens: true })).status).toBe(201);
  expect((await make(admin, { name: "blog" })).status).toBe(201);
});

test("settings change one by one; null removes one", async () => {
  const admin = testAdmin({ configured: FILED });
  await make(admin, { quotaPerDay: 5, origins: ["https://a.example"] });
  const { status, json } = await change(admin, "PATCH", `${PROJECTS}/shop`, {
    quotaPerDay: null,
    rateLimit: { perSecond: 1, burst: 5 },
  });
  expect(status).toBe(200);
  expect(json.settings).toEqual({
    ...LIMITS,
    noise: "tag",
    origins: ["https://a.example"],
    rateLimit: { perSecond: 1, burst: 5 },
  });
});

test("a rotation shows the new token first and when the old one ends", async () => {
  const admin = testAdmin({ configured: FILED });
  const old = (await make(admin)).json.tokens[0]?.token;
  const { json } = await change(admin, "POST", `${PROJECTS}/shop/rotate`, { grace: "12h" });
  const ends = new Date(NOW + 12 * 3_600_000).toISOString();
  expect(json.tokens.map(({ token, endsAt }) => [token === old, endsAt])).toEqual([
    [false, null],
    [true, ends],
  ]);
  const again = await change(admin, "POST", `${PROJECTS}/shop/rotate`);
  expect(again.json.tokens[1]?.endsAt).toBe(new Date(NOW + 7 * 86_400_000).toISOString());
});

test("a project is retired and taken back", async () => {
  const admin = testAdmin({ configured: FILED });
  await make(admin);
  expect((await change(admin, "POST", `${PROJECTS}/shop/retire`)).json.retired).toBe(true);
  expect((await change(admin, "POST", `${PROJECTS}/shop/restore`)).json.retired).toBe(false);
});

describe("is refused, and says why", () => {
  test.each<[string, string, string, object, number, string]>([
    [
      "a project of the file: change",
      "PATCH",
      "/filed",
      { noise: "drop" },
      409,
      "project_from_file",
    ],
    ["a project of the file: rotate", "POST", "/filed/rotate", {}, 409, "project_from_file"],
    ["a project of the file: retire", "POST", "/filed/retire", {}, 409, "project_from_file"],
    ["a project of the file: make", "POST", "", { name: "filed" }, 409, "project_from_file"],
    ["a name that is taken", "POST", "", { name: "shop" }, 409, "project_exists"],
    [
      "a token that is taken",
      "POST",
      "",
      { name: "x", token: "phc_filed" },
      409,
      "project_token_taken",
    ],
    ["a project that is not there", "PATCH", "/nowhere", { noise: "drop" }, 404, "project_unknown"],
    [
      "a project that is not there: restore",
      "POST",
      "/nowhere/restore",
      {},
      404,
      "project_unknown",
    ],
    ["a new name", "PATCH", "/shop", { name: "x" }, 400, "request_invalid"],
    ["a name that is none", "POST", "", { name: "a b" }, 400, "request_invalid"],
    [
      "an answer that is neither yes nor no",
      "POST",
      "",
      { name: "x", requireTokens: "yes" },
      400,
      "request_invalid",
    ],
    ["a grace that is none", "POST", "/shop/rotate", { grace: "soon" }, 400, "request_invalid"],
    ["a grace that is too long", "POST", "/shop/rotate", { grace: "91d" }, 400, "request_invalid"],
    ["another method", "DELETE", "/shop", {}, 405, "method_not_allowed"],
  ])("%s", async (_, method, path, body, status, code) => {
    const admin = testAdmin({ configured: FILED });
    await make(admin);
    const before = admin.services.projects;
    const answer = await change(admin, method, PROJECTS + path, body);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(admin.services.projects).toEqual(before);
    expect(admin.errors).toEqual([]);
  });

  test("every problem at once, each with its place", async () => {
    const { status, json } = await make(testAdmin(), { quotaPerDay: 0, origins: ["x"], colour: 1 });
    expect([status, json.errors.map(({ name }) => name)]).toEqual([
      400,
      ["origins[0]", "quotaPerDay", "colour"],
    ]);
  });
});

test("no body and no name makes a 500", async () => {
  const admin = testAdmin({ configured: FILED });
  await make(admin);
  const name = fc.oneof(fc.constantFrom("shop", "filed", "__proto__"), fc.string({ minLength: 1 }));
  const field = fc.constantFrom("name", "token", "origins", "types", "rateLimit", "noise", "x");
  const body = fc.oneof(fc.jsonValue(), fc.dictionary(field, fc.jsonValue()));
  await fc.assert(
    fc.asyncProperty(name, body, async (text, json) => {
      const path = `${PROJECTS}/${encodeURIComponent(text.toWellFormed())}`;
      expect((await send(admin, "PATCH", path, json)).status).toBeLessThan(500);
      expect((await send(admin, "POST", PROJECTS, json)).status).toBeLessThan(500);
    }),
    { numRuns: 200 },
  );
  expect(admin.errors).toEqual([]);
});
