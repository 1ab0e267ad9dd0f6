import { type AlertStore, Alerts, channelOf, type Evidence } from "../alerts/index.ts";
import type { Config } from "../config/config.ts";
import type { Clock, Log } from "../sink/context.ts";
import { lookUp } from "../sink/http/route.ts";

/** What alerts need of the running collector. */
export interface AlertParts {
  store: AlertStore;
  evidence: Evidence;
  clock: Clock;
  log: Log;
}

/** The alerts that the configuration says. */
export function makeAlerts(config: Config, parts: AlertParts): Alerts {
  const { alerts, alerting, smtp, admin, publicUrl } = config;
  const { clock } = parts;
  return new Alerts({
    ...parts,
    alerts,
    interval: alerting.interval,
    // `public_url` says where reports go; of an address of its own it says nothing.
    base: alerting.url ?? (admin.listen === null ? publicUrl : null),
    channel: (alert) => channelOf(alert, { clock, fetch, lookUp, smtp }),
    newId: () => `alert-${Bun.randomUUIDv7("hex").replaceAll("-", "")}`,
  });
}
