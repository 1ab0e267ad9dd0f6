/** Tells people what happens: what to look for, what was told, and how it is sent. */
export { type AlertStatus, Alerts, type AlertsOptions, type TestResult } from "./alerts.ts";
export { type ChannelDeps, channelOf, type Send } from "./channels/index.ts";
export type { Declared } from "./declared.ts";
export type { Explain } from "./explained.ts";
export type { Explained } from "./finding.ts";
export type { Evidence } from "./rules/index.ts";
export { ALERTS_FILE, type AlertStore, openAlertStore, type StoredMessage } from "./store.ts";
