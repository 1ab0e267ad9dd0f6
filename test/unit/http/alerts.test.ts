import { describe, expect, test } from "bun:test";
import {
  AlertListSchema,
  AlertSchema,
  AlertTestSchema,
} from "../../../src/http/api/schema/alert.ts";
import { violations } from "./schema.ts";
import { BEARER, FakeAlerts, NOW, send, type TestAdmin, testAdmin } from "./support.ts";

const ALERTS = "/api/v1/alerts";
const URL = "https://hooks.example/services/a-secret-path?key=another-secret";
const KEY = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const OWN = { name: "own", kind: "new_issue", via: "json", url: URL };

/** An alert with a message that was not taken yet. */
class Troubled extends FakeAlerts {
  override list() {
    const message = {
      id: "alert-1",
      alert: "new_issue:new-issues",
      createdAt: NOW,
      dueAt: NOW,
      attempts: 2,
      state: "open" as const,
      doneAt: null,
      error: "https://hooks.example answered 503",
    };
    return super.list().map((alert) => ({ ...alert, askedAt: NOW, messages: [message] }));
  }
}

test("alerts are listed with their messages", async () => {
  const admin = testAdmin({ services: { alerts: new Troubled() } });
  const answer = await admin.ask("/api/v1/alerts", { headers: BEARER });
  const body = await answer.json();
  expect(violations(AlertListSchema, body)).toEqual([]);
  expect(body).toMatchObject({
    items: [
      {
        name: "new-issues",
        source: "file",
        enabled: true,
        settings: { host: "hooks.example", signed: false },
        askedAt: "2026-11-22T10:30:00.000Z",
        messages: [{ id: "alert-1", state: "open", error: "https://hooks.example answered 503" }],
      },
    ],
  });
});

test("a test message answers with what came of it", async () => {
  const answer = await send(testAdmin(), "POST", "/api/v1/alerts/new-issues/test");
  const body = await answer.json();
  expect(violations(AlertTestSchema, body)).toEqual([]);
  expect(body).toEqual({ ok: true, said: "200: ok" });
});

test("an alert that is not there cannot be tried", async () => {
  const answer = await send(testAdmin(), "POST", "/api/v1/alerts/other/test");
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ code: "alert_unknown" });
});

test("metrics count attempts", async () => {
  const text = await (await testAdmin().ask("/metrics")).text();
  expect(text).toContain('tattle_alert_messages_total{alert="new-issues",outcome="sent"} 3');
  expect(text).toContain('tattle_alert_messages_total{alert="new-issues",outcome="failed"} 1');
});

interface Answer {
  [member: string]: unknown;
  code?: string;
  errors?: Array<{ name: string; message: string }>;
  settings?: Record<string, unknown>;
}

async function change(admin: TestAdmin, method: string, path: string, body: unknown = {}) {
  const answer = await send(admin, method, `${ALERTS}${path}`, body);
  const text = await answer.text();
  const json: Answer = JSON.parse(text);
  return { status: answer.status, text, json };
}

async function names(admin: TestAdmin): Promise<string[]> {
  const answer = await admin.ask(ALERTS, { headers: BEARER });
  const { items }: { items: Array<{ name: string }> } = JSON.parse(await answer.text());
  return items.map(({ name }) => name);
}

describe("an alert of one's own", () => {
  test("is made, listed, changed, switched and removed, and shows no secret", async () => {
    const admin = testAdmin();
    const made = await change(admin, "POST", "", { ...OWN, secret: KEY, atMost: "1/15m" });
    expect(made.status).toBe(201);
    expect(violations(AlertSchema, made.json)).toEqual([]);
    expect(made.json).toMatchObject({
      name: "own",
      source: "control",
      enabled: true,
      changedAt: new Date(NOW).toISOString(),
      settings: { host: "hooks.example", signed: true, atMost: "1/15m", minCount: null },
    });
    expect(await names(admin)).toEqual(["new-issues", "own"]);

    const edited = await change(admin, "PATCH", "/own", { minCount: 7, atMost: null });
    expect(edited.json.settings).toMatchObject({ minCount: 7, atMost: "4/1h", signed: true });
    const off = await change(admin, "POST", "/own/disable");
    expect(off.json).toMatchObject({ enabled: false });
    const on = await change(admin, "POST", "/own/enable");
    expect(on.json).toMatchObject({ enabled: true });
    const list = await (await admin.ask(ALERTS, { headers: BEARER })).text();
    const gone = await change(admin, "DELETE", "/own");
    expect(gone.json).toMatchObject({ name: "own" });
    expect(await names(admin)).toEqual(["new-issues"]);

    const shown = [made, edited, off, on, gone].map(({ text }) => text).join("") + list;
    for (const secret of ["a-secret-path", "another-secret", KEY, KEY.slice(6)]) {
      expect(shown).not.toContain(secret);
    }
  });

  test("keeps its secrets where an edit does not name them", async () => {
    const admin = testAdmin();
    await change(admin, "POST", "", { ...OWN, secret: KEY });
    await change(admin, "PATCH", "/own", { projects: ["shop"] });
    const { written } = admin.services.alertChanges.get("own");
    expect(written).toMatchObject({ url: URL, secret: KEY, projects: ["shop"] });
    await change(admin, "PATCH", "/own", { secret: null });
    expect(admin.services.alertChanges.get("own").written).not.toHaveProperty("secret");
  });

  test("takes edits of many at one time, none of which is lost", async () => {
    const admin = testAdmin();
    await change(admin, "POST", "", OWN);
    const edits = [{ minCount: 3 }, { after: "2d" }, { atMost: "2/1h" }, { noise: "include" }];
    const all = Array.from({ length: 10 }, () => edits).flat();
    const answers = await Promise.all(all.map((edit) => change(admin, "PATCH", "/own", edit)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const { written } = admin.services.alertChanges.get("own");
    expect(written).toMatchObject({ minCount: 3, after: "2d", atMost: "2/1h", noise: "include" });
  });

  test("of one name is made once, however many ask", async () => {
    const admin = testAdmin();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => change(admin, "POST", "", OWN)),
    );
    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([201, ...Array(19).fill(409)]);
  });

  test("may be called test", async () => {
    const admin = testAdmin();
    expect((await change(admin, "POST", "", { ...OWN, name: "test" })).status).toBe(201);
    expect((await change(admin, "POST", "/test/test")).json).toEqual({ ok: true, said: "200: ok" });
    expect((await change(admin, "DELETE", "/test")).json).toMatchObject({ name: "test" });
  });
});

describe("is refused", () => {
  const mail = { name: "m", kind: "silence", via: "email", to: ["a@shop.example"] };
  test.each<[string, string, string, unknown, number, string]>([
    ["a body that is no object", "POST", "", [OWN], 400, "request_invalid"],
    ["nothing", "POST", "", {}, 400, "request_invalid"],
    ["a name in an edit", "PATCH", "/own", { name: "other" }, 400, "request_invalid"],
    ["an edit that breaks it", "PATCH", "/own", { url: null }, 400, "request_invalid"],
    ["an address of a file", "POST", "", { ...OWN, url: "file:///x" }, 400, "request_invalid"],
    ["a name that is taken", "POST", "", OWN, 409, "alert_exists"],
    ["a name of the file", "POST", "", { ...OWN, name: "new-issues" }, 409, "alert_from_file"],
    ["changing one of the file", "PATCH", "/new-issues", {}, 409, "alert_from_file"],
    ["switching one of the file", "POST", "/new-issues/disable", {}, 409, "alert_from_file"],
    ["removing one of the file", "DELETE", "/new-issues", {}, 409, "alert_from_file"],
    ["changing none", "PATCH", "/none", {}, 404, "alert_unknown"],
    ["switching none", "POST", "/none/enable", {}, 404, "alert_unknown"],
    ["removing none", "DELETE", "/%00%E2%80%AE", {}, 404, "alert_unknown"],
    ["mail without a server", "POST", "", mail, 409, "alert_needs_mail_server"],
    ["trying mail without a server", "POST", "/test", mail, 409, "alert_needs_mail_server"],
    [
      "a private address",
      "POST",
      "",
      { ...OWN, name: "p", privateAddresses: "allow" },
      409,
      "alert_address_refused",
    ],
    [
      "trying a private address",
      "POST",
      "/test",
      { ...OWN, privateAddresses: "allow" },
      409,
      "alert_address_refused",
    ],
  ])("%s", async (_, method, path, body, status, code) => {
    const admin = testAdmin();
    await change(admin, "POST", "", OWN);
    const answer = await change(admin, method, path, body);
    expect(answer).toMatchObject({ status, json: { code } });
    expect(await names(admin)).toEqual(["new-issues", "own"]);
    expect(admin.errors).toEqual([]);
  });

  test("everything to a token that may only read", async () => {
    const admin = testAdmin();
    const { secret } = admin.services.tokens.create(
      { name: "viewer", role: "read", expiresAt: null },
      NOW,
    );
    const headers = { authorization: `Bearer ${secret}` };
    for (const [method, path] of [
      ["POST", ALERTS],
      ["POST", `${ALERTS}/test`],
      ["PATCH", `${ALERTS}/new-issues`],
      ["DELETE", `${ALERTS}/new-issues`],
      ["POST", `${ALERTS}/new-issues/disable`],
    ] as const) {
      const answer = await send(admin, method, path, OWN, headers);
      expect(await answer.json()).toMatchObject({ code: "read_only" });
    }
    expect((await admin.ask(ALERTS, { headers })).status).toBe(200);
  });
});

test("an alert is tried before it is made, and kept nowhere", async () => {
  const alerts = new FakeAlerts();
  const admin = testAdmin({ services: { alerts } });
  const { name: _, ...unnamed } = OWN;
  const answer = await change(admin, "POST", "/test", unnamed);
  expect(violations(AlertTestSchema, answer.json)).toEqual([]);
  expect(alerts.tried.map(({ name, url }) => [name, url?.reveal()])).toEqual([["test", URL]]);
  expect(await names(admin)).toEqual(["new-issues"]);
});
