import type { AlertConfig } from "../config/config.ts";

/** An alert with who declares it. Times in milliseconds since the epoch; `null` for those of the file. */
export interface Declared {
  readonly alert: AlertConfig;
  readonly source: "file" | "control";
  /** Nothing is looked for, and nothing told, while it is not. */
  readonly enabled: boolean;
  /** When it was made, or switched on again: it begins anew then. */
  readonly begunAt: number | null;
  readonly changedAt: number | null;
}

/** What the store calls an alert: one that becomes another kind begins anew. */
export function idOf({ kind, name }: Pick<AlertConfig, "kind" | "name">): string {
  return `${kind}:${name}`;
}

/**
 * What an alert is about. Where that has changed it begins anew: else one that is about more from
 * now on would tell of all that was there before.
 */
export function aboutOf({ alert, begunAt }: Pick<Declared, "alert" | "begunAt">): string {
  const { kind, projects, noise, minCount, directives } = alert;
  return JSON.stringify([begunAt, projects, noise, minCount, kind === "directive" && directives]);
}
