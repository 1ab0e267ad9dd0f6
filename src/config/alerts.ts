import { AlertSchema } from "./alert-schema.ts";
import type { AlertConfig, GeneralConfig } from "./config.ts";
import { resolveHost } from "./host.ts";
import { describeInput, type Entry, type Input, joinPath } from "./input.ts";
import { claim, tables } from "./lists.ts";
import type { Resolver } from "./resolve.ts";

/** Resolves `[[alerts]]`. */
export function resolveAlerts(
  resolver: Resolver,
  entry: Entry | undefined,
  smtp: GeneralConfig["smtp"],
): AlertConfig[] {
  const { findings } = resolver;
  const names = new Map<string, string>();
  const inputs = tables(findings, "alerts", entry) ?? [];
  return inputs.flatMap((input, index) => {
    const path = joinPath("alerts", index);
    const alert = resolveAlert(resolver, input, path);
    if (alert === null) return [];
    const taken = claim(names, alert.name, path);
    if (taken !== null)
      findings.problem(`${path}.name`, input.origin, `${taken} has the same name`);
    for (const { key, message } of problems(alert, smtp !== null)) {
      findings.problem(key === "" ? path : `${path}.${key}`, input.origin, message);
    }
    return [alert];
  });
}

function resolveAlert(resolver: Resolver, input: Input, path: string): AlertConfig | null {
  if (input.kind === "table") return resolveHost(resolver, AlertSchema, input, path);
  const message = `must be a table, not ${describeInput(input)}`;
  resolver.findings.problem(path, input.origin, message);
  return null;
}

/** What the settings of one alert together must keep. */
function problems({ via, url, secret, to, quiet }: AlertConfig, hasServer: boolean) {
  const found: Array<{ key: string; message: string }> = [];
  const add = (wrong: boolean, key: string, message: string) => {
    if (wrong) found.push({ key, message });
  };
  const mail = via === "email";
  add(!mail && url === null, "", `needs the url of a webhook for via = "${via}"`);
  add(mail && url !== null, "url", 'is of no use with via = "email"');
  add(mail && to.length === 0, "", 'needs addresses in to for via = "email"');
  add(mail && !hasServer, "", 'needs the mail server in [smtp] for via = "email"');
  add(!mail && to.length > 0, "to", 'is of use with via = "email" only');
  add(secret !== null && via !== "json", "secret", 'is of use with via = "json" only');
  if (quiet !== null) {
    add(quiet.from === quiet.to, "quiet", "begins and ends at the same time");
    add(!isTimeZone(quiet.zone), "quiet.zone", "is no time zone such as Europe/Berlin");
  }
  return found;
}

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
