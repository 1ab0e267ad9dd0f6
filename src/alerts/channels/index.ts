import type { AlertConfig, SmtpConfig } from "../../config/config.ts";
import type { Send } from "./channel.ts";
import { discordBody } from "./discord.ts";
import { email } from "./email.ts";
import { jsonBody } from "./json.ts";
import { slackBody } from "./slack.ts";
import { teamsBody } from "./teams.ts";
import { type WebhookDeps, webhook } from "./webhook.ts";

const BODIES = {
  slack: slackBody,
  discord: discordBody,
  teams: teamsBody,
  json: jsonBody,
} as const;

/** What channels need of the program. */
export interface ChannelDeps extends WebhookDeps {
  /** `null`: e-mail cannot be sent. */
  readonly smtp: SmtpConfig | null;
}

/** The way that an alert's messages go. */
export function channelOf(alert: AlertConfig, deps: ChannelDeps): Send {
  const { via, to } = alert;
  return via === "email" ? email(to, deps.smtp) : webhook(alert, BODIES[via], deps);
}

export type { Send } from "./channel.ts";
