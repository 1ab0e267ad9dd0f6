import type { AlertConfig } from "../../config/config.ts";
import type { Send } from "./channel.ts";
import { discordBody } from "./discord.ts";
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

/** The way that an alert's messages go. */
export function channelOf(alert: AlertConfig, deps: WebhookDeps): Send {
  return webhook(alert, BODIES[alert.via], deps);
}

export type { Send } from "./channel.ts";
export type { WebhookDeps as ChannelDeps } from "./webhook.ts";
