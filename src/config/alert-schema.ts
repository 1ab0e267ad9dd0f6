import { Type } from "@sinclair/typebox";
import { Choice, Duration } from "../sink/schema.ts";
import { BaseUrlSetting, NameSetting, RateSetting, SecretSetting } from "./nodes.ts";

/** What an alert can be about. */
export const ALERT_KINDS = [
  "new_issue",
  "regression",
  "spike",
  "silence",
  "directive",
  "unknown_token",
] as const;

/** How an alert can be sent. */
export const ALERT_CHANNELS = ["slack", "discord", "teams", "json", "email"] as const;

const TimeOfDay = (example: string, description: string) =>
  Type.String({
    pattern: "^(?:[01]\\d|2[0-3]):[0-5]\\d$",
    expected: 'a time of day such as "22:00"',
    example,
    description,
  });

const MailboxSetting = (description: string) =>
  Type.String({
    pattern: "^[A-Za-z0-9._%+'-]+@[A-Za-z0-9.-]+$",
    maxLength: 320,
    expected: "an address such as security@shop.example",
    example: "tattle@shop.example",
    description,
  });

/** One `[[alerts]]` entry. */
export const AlertSchema = Type.Object(
  {
    name: NameSetting("new-issues", "What it is called in messages and in the API. Unique."),
    kind: Choice(ALERT_KINDS, {
      example: "new_issue",
      description:
        "What it is about: an issue that was never there (`new_issue`), a resolved one that returned (`regression`), far more reports than in the same hour of former days (`spike`), a project that reported and no longer does (`silence`), a host that a watched directive never blocked before (`directive`), reports whose token names no project (`unknown_token`).",
    }),
    via: Choice(ALERT_CHANNELS, {
      example: "json",
      description:
        "How it is sent: a webhook of Slack (also Mattermost), Discord or Teams, one of your own (`json`), or e-mail by the server in `[smtp]`.",
    }),
    url: Type.Optional(
      SecretSetting({
        example: { env: "ALERT_WEBHOOK_URL" },
        description: "The webhook, http or https. Needed for all but `email`.",
      }),
    ),
    to: Type.Array(MailboxSetting("Somebody."), {
      default: [],
      maxItems: 20,
      description:
        'Addresses that `email` writes to, such as `["security@shop.example"]`. Needed there, and of no use elsewhere.',
    }),
    secret: Type.Optional(
      SecretSetting({
        example: { env: "ALERT_WEBHOOK_SECRET" },
        description:
          "Signs what `json` sends, as Standard Webhooks are: `whsec_` and 24 to 64 random bytes in base64.",
      }),
    ),
    private_addresses: Choice(["refuse", "allow"], {
      default: "refuse",
      description: "Whether `url` may lead to this machine or a private network.",
    }),
    projects: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
        minItems: 1,
        maxItems: 1000,
        example: ["shop"],
        description: "The projects that it is about. All without it.",
      }),
    ),
    noise: Choice(["exclude", "include"], {
      default: "exclude",
      description: "Whether reports count that no change of the site can end.",
    }),
    min_count: Type.Optional(
      Type.Integer({
        minimum: 1,
        example: 5,
        description:
          "Fewest reports that make it speak: of the issue, of the hour (`spike`, 50 without it; `unknown_token`, 20), of the two weeks before (`silence`, 20). Of issues 1 without it.",
      }),
    ),
    directives: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
      default: ["script-src", "connect-src", "form-action"],
      maxItems: 100,
      description:
        "The directives that `directive` watches. `script-src` stands for `script-src-elem` and `script-src-attr` too.",
    }),
    after: Duration({
      default: "24h",
      minimum: "1h",
      maximum: "14d",
      description: "How long nothing must come before `silence` speaks.",
    }),
    at_most: RateSetting({
      default: "4/1h",
      description:
        "Most messages in a time. What comes meanwhile is told together in the next one; nothing is left out.",
    }),
    quiet: Type.Optional(
      Type.Object(
        {
          from: TimeOfDay("22:00", "When they begin."),
          to: TimeOfDay("07:00", "When they end, on the next day where that is earlier."),
          zone: Type.String({
            default: "UTC",
            minLength: 1,
            example: "Europe/Berlin",
            description: "The time zone, as in the tz database.",
          }),
        },
        {
          example: { from: "22:00", to: "07:00", zone: "Europe/Berlin" },
          description:
            "Hours of the day in which it holds back what it has to say. Leave it out for what is to wake people.",
        },
      ),
    ),
  },
  { description: "Something to be told of, and how." },
);

/** The `[alerting]` table. */
export const AlertingSchema = Type.Object(
  {
    interval: Duration({
      default: "1m",
      minimum: "1s",
      maximum: "1h",
      description: "How often it is looked whether there is something to tell.",
    }),
    url: Type.Optional(
      BaseUrlSetting({
        example: "https://tattle.example.org",
        description:
          "How people reach Tattle; what links in messages begin with. `public_url` without it, unless `admin.listen` is set.",
      }),
    ),
    private_addresses: Choice(["refuse", "allow"], {
      default: "refuse",
      description:
        'Whether alerts that are made at run time may say `private_addresses = "allow"`. Those of this file may anyway.',
    }),
  },
  { description: "What all `[[alerts]]` have in common." },
);

/** The `[smtp]` table. */
export const SmtpSchema = Type.Object(
  {
    host: Type.String({
      minLength: 1,
      maxLength: 253,
      example: "smtp.shop.example",
      description: "The mail server.",
    }),
    port: Type.Integer({
      default: 587,
      minimum: 1,
      maximum: 65_535,
      description: "Its port; 465 with `tls`, as a rule.",
    }),
    security: Choice(["starttls", "tls", "none"], {
      default: "starttls",
      description:
        "`starttls` sends nothing before the connection is encrypted, `tls` encrypts from the start, `none` never: for a server on the same machine.",
    }),
    from: MailboxSetting("Who the messages are from."),
    user: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 320,
        example: "tattle",
        description: "Logs in as that user.",
      }),
    ),
    password: Type.Optional(
      SecretSetting({ example: { env: "SMTP_PASSWORD" }, description: "The user's password." }),
    ),
  },
  { description: "The server that takes the e-mail of `[[alerts]]`." },
);
