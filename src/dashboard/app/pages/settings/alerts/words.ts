import type { AlertView } from "../../../../../http/api/schema/alert.ts";

/** What an alert can be about, for people. */
export const KINDS: Readonly<Record<AlertView["kind"], string>> = {
  directive: "A new host in a watched directive (what a card skimmer trips)",
  new_issue: "A new issue",
  regression: "A resolved issue that returns",
  spike: "Far more reports than usual",
  silence: "A project that goes quiet",
  unknown_token: "Reports with a wrong token",
};

/** How an alert can be sent, for people. */
export const CHANNELS: Readonly<Record<AlertView["via"], string>> = {
  slack: "Slack or Mattermost",
  discord: "Discord",
  teams: "Microsoft Teams",
  json: "A webhook of your own",
  email: "E-mail",
};
