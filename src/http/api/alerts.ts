import { Elysia } from "elysia";
import type { AlertStatus } from "../../alerts/index.ts";
import type { Services } from "../services.ts";
import { operation } from "./operation.ts";
import {
  AlertListSchema,
  AlertNameSchema,
  AlertTestSchema,
  type AlertView,
} from "./schema/alert.ts";
import { optionalTimestamp, timestamp } from "./time.ts";

const tag = "Alerts";

/** Alerts of the configuration: how they are doing, and whether they reach anybody. */
export function alertsApi({ alerts }: Pick<Services, "alerts">) {
  return new Elysia()
    .get("/api/v1/alerts", () => ({ items: alerts.list().map(alertView) }), { detail: LIST })
    .post("/api/v1/alerts/:name/test", ({ params: { name } }) => alerts.test(name), {
      parse: "none",
      detail: TEST,
    });
}

function alertView({ projects, askedAt, messages, ...rest }: AlertStatus): AlertView {
  return {
    ...rest,
    projects: projects === null ? null : [...projects],
    askedAt: optionalTimestamp(askedAt),
    messages: messages.map(({ id, createdAt, state, attempts, doneAt, error }) => ({
      id,
      createdAt: timestamp(createdAt),
      state,
      attempts,
      doneAt: optionalTimestamp(doneAt),
      error,
    })),
  };
}

/** What the documentation shows. */
const ALERT: AlertView = {
  name: "new-issues",
  kind: "new_issue",
  via: "slack",
  projects: null,
  askedAt: "2026-11-22T09:30:00.000Z",
  problem: null,
  waiting: 0,
  attempts: { sent: 1, failed: 0 },
  messages: [
    {
      id: "alert-01960d5e7c1a7b3f9a523f6d0c8e4b21",
      createdAt: "2026-11-22T09:12:00.000Z",
      state: "sent",
      attempts: 1,
      doneAt: "2026-11-22T09:12:00.310Z",
      error: null,
    },
  ],
};

const LIST = operation({
  operationId: "listAlerts",
  tag,
  summary: "List alerts",
  description:
    "Those of `[[alerts]]` in the config file, each with its last messages. Addresses and secrets are not shown.",
  answer: AlertListSchema,
  answerIs: "All alerts.",
  example: { items: [ALERT] },
  errors: [],
});

const TEST = operation({
  operationId: "testAlert",
  tag,
  changes: true,
  path: AlertNameSchema,
  summary: "Send a test message",
  description:
    "At once, whatever hour it is, and once: it counts for nothing. The answer says what the other side said, also where that is an error.",
  answer: AlertTestSchema,
  answerIs: "What came of it.",
  example: { ok: true, said: "200: ok" },
  errors: ["alert_unknown"],
});
