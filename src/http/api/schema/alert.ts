import { type Static, Type } from "@sinclair/typebox";
import { ALERT_CHANNELS, ALERT_KINDS } from "../../../config/index.ts";
import { Nullable, OneOf, Timestamp, Total } from "./common.ts";

const AlertMessageSchema = Type.Object(
  {
    id: Type.String({ description: "The same for each attempt; `webhook-id` of a webhook." }),
    createdAt: Timestamp("When it was made."),
    state: OneOf(
      ["open", "sent", "failed"],
      "`open` is tried again; `failed` was given up after three days.",
    ),
    attempts: Total("How often it was sent."),
    doneAt: Nullable(Timestamp("When it was taken or given up.")),
    error: Nullable(Type.String(), "Why the last attempt failed."),
  },
  { $id: "AlertMessage", description: "A message of an alert." },
);

export const AlertSchema = Type.Object(
  {
    name: Type.String({ description: "Its name in the configuration." }),
    kind: OneOf(ALERT_KINDS, "What it is about."),
    via: OneOf(ALERT_CHANNELS, "How it is sent."),
    projects: Nullable(
      Type.Array(Type.String({ description: "A name." })),
      "The projects that it is about; `null` for all.",
    ),
    askedAt: Nullable(Timestamp("When it was last looked whether there is something to tell.")),
    problem: Nullable(Type.String(), "Why the last look failed."),
    waiting: Total("What was found and waits for quiet hours to end, or for `at_most`."),
    attempts: Type.Object(
      { sent: Total("Taken."), failed: Total("Not taken.") },
      { description: "Attempts to send a message since Tattle started." },
    ),
    messages: Type.Array(AlertMessageSchema, { description: "The newest ten, newest first." }),
  },
  { $id: "Alert", description: "An alert of the configuration and how it is doing." },
);

/** An alert as the API shows it. */
export type AlertView = Static<typeof AlertSchema>;

export const AlertListSchema = Type.Object(
  { items: Type.Array(AlertSchema) },
  { $id: "AlertList", description: "In the order of the configuration." },
);

export const AlertNameSchema = Type.Object({
  name: Type.String({ description: "The alert's name.", example: "new-issues" }),
});

export const AlertTestSchema = Type.Object(
  {
    ok: Type.Boolean({ description: "Whether the other side took the message." }),
    said: Type.String({ description: "What it answered, or why nobody knows." }),
  },
  { $id: "AlertTest", description: "What came of a test message." },
);
