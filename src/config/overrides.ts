import type { Findings } from "./findings.ts";
import { emptyTable, type Origin, type Table } from "./input.ts";
import type { Node } from "./node.ts";
import { ConfigSchema } from "./schema.ts";
import { didYouMean, suggest } from "./suggest.ts";

/** A setting given on the command line. */
export interface Flag {
  /** As typed: `--listen`, or `--set`. */
  readonly name: string;
  /** The setting: `limits.body`. */
  readonly key: string;
  readonly value: string;
}

/** Process environment, as `process.env` has it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting that the environment and `--set` can give: all but `projects`, `alerts` and `sinks`. */
export interface Override {
  readonly path: readonly string[];
  /** `limits.body`. */
  readonly key: string;
  /** `TATTLE_LIMITS_BODY`. */
  readonly env: string;
  readonly node: Node;
}

/** Names the config file itself; no setting. */
export const CONFIG_VARIABLE = "TATTLE_CONFIG";

/** Every setting outside of lists of tables, in the schema's order. */
export const OVERRIDES: readonly Override[] = collect(ConfigSchema, []);

/** Puts environment and flags over what the file says: flags > environment > file. */
export function applyOverrides(
  top: Table,
  env: Environment,
  flags: readonly Flag[],
  findings: Findings,
): void {
  for (const { path, env: name } of OVERRIDES) {
    const value = env[name];
    // Empty is what compose files and unit files make of a variable that nobody set.
    if (value !== undefined && value !== "") put(top, path, value, { from: "env", name });
  }
  for (const { name, key, value } of flags) {
    const override = OVERRIDES.find((one) => one.key === key);
    const origin: Origin = { from: "flag", name };
    if (override !== undefined) put(top, override.path, value, origin);
    else findings.problem(printableKey(key), origin, unknownFlag(key));
  }
}

/** Warns of variables that look like a misspelt setting. No error: orchestrators add `TATTLE_PORT` and the like. */
export function warnAboutEnvironment(env: Environment, findings: Findings): void {
  const known = new Set([CONFIG_VARIABLE, ...OVERRIDES.map((override) => override.env)]);
  for (const name of Object.keys(env)) {
    if (!/^TATTLE_[A-Z0-9_]{1,64}$/.test(name) || known.has(name)) continue;
    if (findings.secretSources.has(`$${name}`)) continue;
    const meant = suggest(
      name.slice("TATTLE_".length),
      [...known].map((one) => one.slice("TATTLE_".length)),
    );
    if (meant === null) continue;
    findings.warn("", { from: "env", name }, `is no setting; did you mean TATTLE_${meant}?`);
  }
}

function unknownFlag(key: string): string {
  if (/^(projects|alerts|sinks|noise\.rules)\b/.test(key))
    return "can only be set in the config file";
  return `unknown setting${didYouMean(
    key,
    OVERRIDES.map((one) => one.key),
  )}`;
}

function printableKey(key: string): string {
  return /^[A-Za-z0-9._-]{1,64}$/.test(key) ? key : JSON.stringify(key.slice(0, 64));
}

function collect(node: Node, path: readonly string[]): Override[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const here = [...path, key];
    if (child.type === "object") return collect(child, here);
    if (child.items?.type === "object") return [];
    const env = `TATTLE_${here.join("_").toUpperCase()}`;
    return [{ path: here, key: here.join("."), env, node: child }];
  });
}

function put(top: Table, path: readonly string[], value: string, origin: Origin): void {
  let table = top;
  for (const key of path.slice(0, -1)) {
    const found = table.entries.get(key)?.value;
    // Not a table: the file is wrong there, and the resolver will say so.
    if (found !== undefined && found.kind !== "table") return;
    const next = found ?? emptyTable(origin);
    if (found === undefined) table.entries.set(key, { origin, value: next });
    table = next;
  }
  const last = path.at(-1);
  if (last !== undefined) {
    table.entries.set(last, { origin, value: { kind: "text", value, origin } });
  }
}
