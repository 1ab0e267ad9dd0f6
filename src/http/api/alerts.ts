import { Elysia } from "elysia";
import type { AlertStatus } from "../../alerts/index.ts";
import { alertSettings, readAlert, type WrittenAlert } from "../../config/index.ts";
import type { JsonObject } from "../../report/json.ts";
import type { Services } from "../services.ts";
import * as docs from "./alerts-docs.ts";
import { invalidBody, readObject } from "./body.ts";
import type { AlertView } from "./schema/alert.ts";
import { optionalTimestamp, timestamp } from "./time.ts";

/** Alerts: how they are doing, whether they reach anybody, and changing those made at run time. */
export function alertsApi(services: Pick<Services, "alerts" | "alertChanges" | "now">) {
  const { alerts, alertChanges: changes, now } = services;
  const switchTo = (enabled: boolean, name: string) => {
    changes.setEnabled(name, enabled, now());
    return shown(alerts, name);
  };
  return new Elysia()
    .get("/api/v1/alerts", () => ({ items: alerts.list().map(alertView) }), { detail: docs.LIST })
    .post(
      "/api/v1/alerts",
      async ({ request, set }) => {
        const asked = readWritten(await readObject(request));
        changes.create(asked, now());
        set.status = 201;
        return shown(alerts, asked.alert.name);
      },
      { parse: "none", detail: docs.CREATE },
    )
    .patch(
      "/api/v1/alerts/:name",
      async ({ params: { name }, request }) => {
        const edit = await readObject(request);
        if (Object.hasOwn(edit, "name")) {
          throw invalidBody([{ path: "name", message: "stands in the address" }]);
        }
        changes.replace(readWritten({ ...changes.get(name).written, ...edit }), now());
        return shown(alerts, name);
      },
      { parse: "none", detail: docs.EDIT },
    )
    .delete(
      "/api/v1/alerts/:name",
      ({ params: { name } }) => {
        const before = alerts.list();
        changes.remove(name);
        return viewOf(before, name);
      },
      { parse: "none", detail: docs.REMOVE },
    )
    .post("/api/v1/alerts/:name/enable", ({ params: { name } }) => switchTo(true, name), {
      parse: "none",
      detail: docs.ENABLE,
    })
    .post("/api/v1/alerts/:name/disable", ({ params: { name } }) => switchTo(false, name), {
      parse: "none",
      detail: docs.DISABLE,
    })
    .post(
      "/api/v1/alerts/test",
      async ({ request }) => {
        const { alert } = readWritten({ name: "test", ...(await readObject(request)) });
        changes.check(alert);
        return alerts.try(alert);
      },
      { parse: "none", detail: docs.TRY },
    )
    .post("/api/v1/alerts/:name/test", ({ params: { name } }) => alerts.test(name), {
      parse: "none",
      detail: docs.TEST,
    });
}

function readWritten(body: JsonObject): WrittenAlert {
  const reading = readAlert(body);
  if (reading.ok) return reading.value;
  throw invalidBody(reading.problems);
}

function shown(alerts: Pick<Services["alerts"], "list">, name: string): AlertView | undefined {
  return viewOf(alerts.list(), name);
}

function viewOf(all: readonly AlertStatus[], name: string): AlertView | undefined {
  const found = all.find(({ alert }) => alert.name === name);
  return found && alertView(found);
}

function alertView({ alert, begunAt: _, ...status }: AlertStatus): AlertView {
  const { name, kind, via } = alert;
  const { projects, ...settings } = alertSettings(alert);
  const { source, enabled, changedAt, askedAt, problem, waiting, attempts, messages } = status;
  return {
    name,
    kind,
    via,
    projects,
    source,
    enabled,
    changedAt: optionalTimestamp(changedAt),
    settings,
    askedAt: optionalTimestamp(askedAt),
    problem,
    waiting,
    attempts,
    messages: messages.map(({ id, createdAt, state, attempts: made, doneAt, error }) => ({
      id,
      createdAt: timestamp(createdAt),
      state,
      attempts: made,
      doneAt: optionalTimestamp(doneAt),
      error,
    })),
  };
}
