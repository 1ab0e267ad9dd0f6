import {
  type AlertStore,
  Alerts,
  channelOf,
  type Declared,
  type Evidence,
  type Explain,
} from "../alerts/index.ts";
import type { Config } from "../config/config.ts";
import type { RuntimeAlertsOptions } from "../control/index.ts";
import { explainIssue } from "../http/api/explain-issue.ts";
import type { RemoteReader } from "../http/services.ts";
import type { Clock, Log } from "../sink/context.ts";
import { lookUp } from "../sink/http/route.ts";

/** What alerts need of the running collector. */
export interface AlertParts {
  store: AlertStore;
  /** Those of the start. */
  declared: readonly Declared[];
  reader: RemoteReader | null;
  evidence: Omit<Evidence, "reader">;
  clock: Clock;
  log: Log;
}

const DAY = 86_400_000;

/** Days that an explanation looks at. */
const DAYS = 30;

/** What the configuration says of alerts that people make at run time. */
export function alertOptions({ alerts, alerting, smtp }: Config): RuntimeAlertsOptions {
  const { privateAddresses } = alerting;
  return { configured: alerts, mail: smtp !== null, privateAddresses };
}

/** The alerts, wherever they are declared. */
export function makeAlerts(config: Config, parts: AlertParts): Alerts {
  const { alerting, smtp, admin, publicUrl } = config;
  const { store, declared, reader, evidence, clock, log } = parts;
  return new Alerts({
    store,
    clock,
    log,
    alerts: declared,
    interval: alerting.interval,
    evidence: { ...evidence, reader },
    // `public_url` says where reports go; of an address of its own it says nothing.
    base: alerting.url ?? (admin.listen === null ? publicUrl : null),
    channel: (alert) => channelOf(alert, { clock, fetch, lookUp, smtp }),
    newId: () => `alert-${Bun.randomUUIDv7("hex").replaceAll("-", "")}`,
    explain: explainBy(reader, clock),
  });
}

function explainBy(reader: RemoteReader | null, { now }: Clock): Explain {
  return async (id) => {
    const to = now();
    const range = { from: to - DAYS * DAY, to };
    const explanation = reader && (await explainIssue(reader, id, range));
    if (explanation === null) return null;
    const { verdict, confidence, happened, advice } = explanation;
    return { verdict, confidence, happened, advice: advice[0] ?? "" };
  };
}
