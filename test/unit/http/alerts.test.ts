import { expect, test } from "bun:test";
import { AlertListSchema, AlertTestSchema } from "../../../src/http/api/schema/alert.ts";
import { violations } from "./schema.ts";
import { BEARER, FakeAlerts, NOW, send, testAdmin } from "./support.ts";

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

test("an alert that nobody configured cannot be tried", async () => {
  const answer = await send(testAdmin(), "POST", "/api/v1/alerts/other/test");
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ code: "alert_unknown" });
});

test("metrics count attempts", async () => {
  const text = await (await testAdmin().ask("/metrics")).text();
  expect(text).toContain('tattle_alert_messages_total{alert="new-issues",outcome="sent"} 3');
  expect(text).toContain('tattle_alert_messages_total{alert="new-issues",outcome="failed"} 1');
});
