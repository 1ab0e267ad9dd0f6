import { isJsonObject, type JsonObject } from "../report/json.ts";
import { formatQuantity } from "../sink/schema.ts";
import { AlertSchema } from "./alert-schema.ts";
import { alertProblems } from "./alerts.ts";
import type { AlertConfig } from "./config.ts";
import { formatRate } from "./rate.ts";
import { type FieldProblem, type FieldReading, readFields } from "./runtime-project.ts";

/** An alert, and the same as it was written. */
export interface WrittenAlert {
  readonly alert: AlertConfig;
  /** In camelCase, without what was left out. Secrets are plain text: it is kept, and never shown. */
  readonly written: JsonObject;
}

/** What an alert is set to, as it would be written. Secrets are no part of it. */
export type AlertSettings = ReturnType<typeof alertSettings>;

/** Secrets are given as they are: whoever sends them may not read files and variables of the machine. */
const SECRETS = ["url", "secret"] as const;

/** Reads an alert by the schema of `[[alerts]]`. Keys are in camelCase; `null` is as good as left out. */
export function readAlert(json: JsonObject): FieldReading<WrittenAlert> {
  const elsewhere = SECRETS.filter((key) => isJsonObject(json[key]));
  if (elsewhere.length > 0)
    return refuse(elsewhere.map((path) => ({ path, message: "must be text" })));
  const reading = readFields(AlertSchema, json);
  if (!reading.ok) return reading;
  const problems = alertProblems(reading.value);
  if (problems.length > 0)
    return refuse(problems.map(({ key: path, message }) => ({ path, message })));
  const written = Object.entries(json).filter(([, value]) => value !== null);
  return { ok: true, value: { alert: reading.value, written: Object.fromEntries(written) } };
}

/** The settings of an alert, whoever declares it: of its secrets only what may be known. */
export function alertSettings(alert: AlertConfig) {
  const { to, privateAddresses, projects, noise, minCount, directives, after, atMost } = alert;
  return {
    host: hostOf(alert),
    signed: alert.secret !== null,
    to: [...to],
    privateAddresses,
    projects: projects && [...projects],
    noise,
    minCount,
    directives: [...directives],
    after: formatQuantity("duration", after),
    atMost: formatRate(atMost),
    quiet: alert.quiet && { ...alert.quiet },
  };
}

/** Where the webhook is; its path is the secret. */
function hostOf({ url }: Pick<AlertConfig, "url">): string | null {
  return url === null ? null : (URL.parse(url.reveal())?.host ?? null);
}

function refuse<T>(problems: readonly FieldProblem[]): FieldReading<T> {
  return { ok: false, problems };
}
