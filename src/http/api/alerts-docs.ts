import { operation } from "./operation.ts";
import {
  AlertBodySchema,
  AlertEditSchema,
  AlertListSchema,
  AlertNameSchema,
  AlertSchema,
  AlertTestSchema,
  type AlertView,
  NewAlertSchema,
} from "./schema/alert.ts";

const tag = "Alerts";

/** What the documentation shows. */
export const ALERT: AlertView = {
  name: "new-issues",
  kind: "new_issue",
  via: "slack",
  projects: null,
  source: "control",
  enabled: true,
  changedAt: "2026-11-22T09:00:00.000Z",
  settings: {
    host: "hooks.slack.com",
    signed: false,
    to: [],
    privateAddresses: "refuse",
    noise: "exclude",
    minCount: 5,
    directives: ["script-src", "connect-src", "form-action"],
    after: "1d",
    atMost: "4/1h",
    quiet: { from: "22:00", to: "07:00", zone: "Europe/Berlin" },
  },
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

const WEBHOOK = { via: "slack", url: "https://hooks.slack.com/services/T000/B000/XXXX" };

export const LIST = operation({
  operationId: "listAlerts",
  tag,
  summary: "List alerts",
  description:
    "Those of `[[alerts]]` in the config file and those made at run time, each with its last messages. Of a webhook only its host is shown, of a signing secret only that there is one.",
  answer: AlertListSchema,
  answerIs: "All alerts.",
  example: { items: [ALERT] },
  errors: [],
});

const ONE = { tag, changes: true, answer: AlertSchema, example: ALERT } as const;
const NAMED = { ...ONE, path: AlertNameSchema } as const;

export const CREATE = operation({
  ...ONE,
  operationId: "createAlert",
  body: {
    schema: NewAlertSchema,
    example: { name: "new-issues", kind: "new_issue", minCount: 5, ...WEBHOOK },
  },
  summary: "Make an alert",
  description:
    "It begins at once, and tells nothing of what was before. Settings are those of `[[alerts]]` in the config file, in camelCase; `url` and `secret` are text and never shown again. E-mail needs the `[smtp]` of the config file.",
  answerIs: "The alert.",
  status: 201,
  errors: [
    "request_invalid",
    "alert_exists",
    "alert_from_file",
    "alert_needs_mail_server",
    "alert_address_refused",
    "control_full",
    "control_unavailable",
  ],
});

export const EDIT = operation({
  ...NAMED,
  operationId: "editAlert",
  body: { schema: AlertEditSchema, example: { minCount: 10, quiet: null } },
  summary: "Change an alert",
  description:
    "At once, and only one that was made at run time. What is left out stays as it is, `url` and `secret` too; `null` takes a setting back to its default. With other `kind`, `projects`, `noise`, `minCount` or `directives` it begins anew: what is there is not told. A message that waits goes by the new settings.",
  answerIs: "The alert as it is now.",
  errors: [
    "request_invalid",
    "alert_unknown",
    "alert_from_file",
    "alert_needs_mail_server",
    "alert_address_refused",
    "control_unavailable",
  ],
});

const CHANGED = ["alert_unknown", "alert_from_file", "control_unavailable"] as const;

export const REMOVE = operation({
  ...NAMED,
  operationId: "removeAlert",
  summary: "Remove an alert",
  description:
    "Only one that was made at run time, with its messages: what waits to be sent is not sent.",
  answerIs: "The alert that is no more.",
  errors: CHANGED,
});

export const ENABLE = operation({
  ...NAMED,
  operationId: "enableAlert",
  summary: "Switch an alert on",
  description: "It begins anew: what came while it was off is not told.",
  answerIs: "The alert as it is now.",
  errors: CHANGED,
});

export const DISABLE = operation({
  ...NAMED,
  operationId: "disableAlert",
  summary: "Switch an alert off",
  description: "Nothing is looked for, and what waits to be sent is not sent.",
  answerIs: "The alert as it is now.",
  example: { ...ALERT, enabled: false },
  errors: CHANGED,
});

const RESULT = {
  tag,
  changes: true,
  answer: AlertTestSchema,
  answerIs: "What came of it.",
  example: { ok: true, said: "200: ok" },
} as const;

export const TEST = operation({
  ...RESULT,
  operationId: "testAlert",
  path: AlertNameSchema,
  summary: "Send a test message",
  description:
    "At once, whatever hour it is, and once: it counts for nothing. The answer says what the other side said, also where that is an error.",
  errors: ["alert_unknown"],
});

export const TRY = operation({
  ...RESULT,
  operationId: "tryAlert",
  body: { schema: AlertBodySchema, example: { kind: "new_issue", ...WEBHOOK } },
  summary: "Test an alert before making it",
  description:
    "Sends a test message by the alert in the body, which is kept nowhere. A `name` may be left out.",
  errors: ["request_invalid", "alert_needs_mail_server", "alert_address_refused"],
});
