import { type Static, Type } from "@sinclair/typebox";
import {
  ALERT_CHANNELS,
  ALERT_KINDS,
  AlertSchema as AlertSettingsSchema,
} from "../../../config/index.ts";
import { Nullable, OneOf, Timestamp, Total } from "./common.ts";
import { publishedFields } from "./published.ts";

const fields = publishedFields(AlertSettingsSchema, false);
const { name: _, ...editable } = publishedFields(AlertSettingsSchema, true);

export const NewAlertSchema = Type.Object(fields, {
  $id: "NewAlert",
  description: "An alert as `[[alerts]]` of the config file has it.",
  additionalProperties: false,
});

export const AlertBodySchema = Type.Object(
  { ...fields, name: Type.Optional(Type.String({ description: "What the message calls it." })) },
  { $id: "AlertBody", description: "An alert to try out.", additionalProperties: false },
);

export const AlertEditSchema = Type.Partial(Type.Object(editable), {
  $id: "AlertEdit",
  description: "What to change. What is left out stays; `null` removes a setting.",
  additionalProperties: false,
});

const SettingsSchema = Type.Object(
  {
    host: Nullable(Type.String(), "Host of the webhook; `null` for e-mail. Its path is a secret."),
    signed: Type.Boolean({ description: "Whether there is a secret that signs what is sent." }),
    to: Type.Array(Type.String(), { description: "Addresses that e-mail goes to." }),
    privateAddresses: OneOf(["refuse", "allow"], "Whether it may lead to a private network."),
    noise: OneOf(["exclude", "include"], "Whether noise counts."),
    minCount: Nullable(Type.Integer(), "Fewest reports; `null`: as the kind has it."),
    directives: Type.Array(Type.String(), { description: "What `directive` watches." }),
    after: Type.String({ description: "When `silence` speaks: `1d`." }),
    atMost: Type.String({ description: "Most messages in a time: `4/1h`." }),
    quiet: Nullable(
      Type.Object(
        {
          from: Type.String({ description: "When they begin." }),
          to: Type.String({ description: "When they end." }),
          zone: Type.String({ description: "The time zone." }),
        },
        { description: "Hours without messages." },
      ),
    ),
  },
  { $id: "AlertSettings", description: "What an alert is set to." },
);

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
    name: Type.String({ description: "Unique." }),
    kind: OneOf(ALERT_KINDS, "What it is about."),
    via: OneOf(ALERT_CHANNELS, "How it is sent."),
    projects: Nullable(
      Type.Array(Type.String({ description: "A name." })),
      "The projects that it is about; `null` for all.",
    ),
    source: OneOf(["file", "control"], "Who declares it: the config file, or people at run time."),
    enabled: Type.Boolean({ description: "Nothing is looked for, and nothing told, while not." }),
    changedAt: Nullable(Timestamp("When it was last changed; `null` for those of the file.")),
    settings: SettingsSchema,
    askedAt: Nullable(Timestamp("When it was last looked whether there is something to tell.")),
    problem: Nullable(Type.String(), "Why the last look failed."),
    waiting: Total("What was found and waits for quiet hours to end, or for `at_most`."),
    attempts: Type.Object(
      { sent: Total("Taken."), failed: Total("Not taken.") },
      { description: "Attempts to send a message since Tattle started." },
    ),
    messages: Type.Array(AlertMessageSchema, { description: "The newest ten, newest first." }),
  },
  { $id: "Alert", description: "An alert and how it is doing." },
);

/** An alert as the API shows it. */
export type AlertView = Static<typeof AlertSchema>;

export const AlertListSchema = Type.Object(
  { items: Type.Array(AlertSchema) },
  { $id: "AlertList", description: "Those of the config file, then those made at run time." },
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

/** What came of a test message, as the API shows it. */
export type AlertTestView = Static<typeof AlertTestSchema>;
