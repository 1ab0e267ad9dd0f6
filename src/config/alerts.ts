import { parseSecret } from "../sink/http/signature.ts";
import { httpUrl } from "../sink/http/url.ts";
import { AlertSchema } from "./alert-schema.ts";
import type { AlertConfig, GeneralConfig } from "./config.ts";
import { resolveHost } from "./host.ts";
import { describeInput, type Entry, type Input, joinPath } from "./input.ts";
import { claim, tables } from "./lists.ts";
import type { Resolver } from "./resolve.ts";
import type { Secret } from "./secret.ts";

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
    for (const { key, message } of [...alertProblems(alert), ...serverProblems(alert, smtp)]) {
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

/** What is wrong with one setting of an alert; without a key with the whole of it. */
interface AlertProblem {
  readonly key: string;
  readonly message: string;
}

/** What the settings of one alert must keep beside their own bounds, whoever declares it. */
export function alertProblems({ via, url, secret, to, quiet }: AlertConfig): AlertProblem[] {
  const found: AlertProblem[] = [];
  const add = (wrong: boolean, key: string, message: string) => {
    if (wrong) found.push({ key, message });
  };
  const mail = via === "email";
  add(!mail && url === null, "", `needs the url of a webhook for via = "${via}"`);
  add(mail && url !== null, "url", 'is of no use with via = "email"');
  add(mail && to.length === 0, "", 'needs addresses in to for via = "email"');
  add(!mail && to.length > 0, "to", 'is of use with via = "email" only');
  add(secret !== null && via !== "json", "secret", 'is of use with via = "json" only');
  const [noUrl, noKey] = [urlProblem(url), keyProblem(secret)];
  if (!mail && noUrl !== null) add(true, "url", noUrl);
  if (via === "json" && noKey !== null) add(true, "secret", noKey);
  if (quiet !== null) {
    add(quiet.from === quiet.to, "quiet", "begins and ends at the same time");
    add(!isTimeZone(quiet.zone), "quiet.zone", "is no time zone such as Europe/Berlin");
  }
  return found;
}

function serverProblems({ via }: AlertConfig, smtp: GeneralConfig["smtp"]): AlertProblem[] {
  if (via !== "email" || smtp !== null) return [];
  return [{ key: "", message: 'needs the mail server in [smtp] for via = "email"' }];
}

/** Longest address of a webhook. */
const MAX_URL = 2_000;

/** Why nothing can be sent there, without the address. */
function urlProblem(url: Secret | null): string | null {
  if (url === null) return null;
  if (url.reveal().length > MAX_URL) return `must have at most ${MAX_URL} characters`;
  try {
    httpUrl("url", url.reveal());
    return null;
  } catch (error) {
    return error instanceof Error ? error.message.replace("`url` ", "") : "is not a URL";
  }
}

function keyProblem(secret: Secret | null): string | null {
  if (secret === null) return null;
  try {
    parseSecret(secret.reveal());
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : "is no secret";
  }
}

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
