import { Type } from "@sinclair/typebox";
import { resolveAlerts } from "./alerts.ts";
import type { Config, GeneralConfig } from "./config.ts";
import { Findings, type PluginNote, type Setting } from "./findings.ts";
import { resolveHost } from "./host.ts";
import { baseOf, DEFAULT_ORIGIN, type Entry, emptyTable, type Table } from "./input.ts";
import type { Manifests } from "./manifest.ts";
import { type ModuleRef, moduleKey } from "./module-ref.ts";
import { applyOverrides, type Environment, type Flag, warnAboutEnvironment } from "./overrides.ts";
import { ConfigError, type Problem } from "./problem.ts";
import { resolveProjects } from "./projects.ts";
import { Resolver } from "./resolve.ts";
import { checkSettings } from "./rules.ts";
import { ConfigSchema } from "./schema.ts";
import { variablesIn } from "./secret-variables.ts";
import { usedModule } from "./sink-kind.ts";
import { resolveSinks } from "./sinks.ts";
import { readToml } from "./toml.ts";

/** Everything that a configuration is made of. Flags come before environment, file and defaults. */
export interface ConfigSources {
  /** The config file; `path` as the person wrote it. Left out: none. */
  readonly file?: { readonly path: string; readonly text: string };
  readonly env: Environment;
  readonly flags: readonly Flag[];
  /** Where relative paths start that are not in the file. Absolute. */
  readonly cwd: string;
}

/** A configuration that can be used. */
export interface LoadedConfig {
  readonly config: Config;
  /** Every effective setting and who set it, in the order of the documentation; secrets masked. */
  readonly settings: readonly Setting[];
  /** The third parties' sinks among them, in the order of the file. */
  readonly plugins: readonly PluginNote[];
  /** What works and still deserves a look. */
  readonly warnings: readonly Problem[];
}

/** The lists of tables at the top, which have rules of their own. */
const LISTS: string[] = ["projects", "alerts", "sinks"];

/** The settings outside of them. */
const GeneralSchema = Type.Omit(ConfigSchema, ["projects", "alerts", "sinks"]);

/**
 * Makes a configuration of its sources. Pure but for `readFile`, which reads the files of
 * secrets and throws where it cannot. `manifests` are the kinds of sinks there are; `unusable` says
 * by the same keys why modules could not be described. The settings of a sink whose module is in
 * neither are left as written: such a configuration tells where Tattle listens, it cannot run.
 *
 * Throws a {@link ConfigError} with all problems and nothing else.
 */
export function loadConfig(
  sources: ConfigSources,
  manifests: Manifests,
  readFile: (path: string) => string,
  unusable: ReadonlyMap<string, string> = new Map(),
): LoadedConfig {
  const { env, flags, cwd } = sources;
  const findings = new Findings();
  const resolver = new Resolver(findings, { cwd, env, readFile });
  const top = readSource(sources);
  applyOverrides(top, env, flags, findings);
  const projectEntry = take(top, "projects");
  const alertEntry = take(top, "alerts");
  const sinkEntry = take(top, "sinks");
  const general = resolveHost(resolver, GeneralSchema, top, "", LISTS);
  const projects = resolveProjects(resolver, projectEntry, general?.noise.action ?? "tag");
  const alerts = resolveAlerts(resolver, alertEntry, general?.smtp ?? null);
  const sinks = resolveSinks(resolver, sinkEntry, { manifests, unusable });
  warnAboutEnvironment(env, findings);
  if (general === null || findings.count > 0) throw new ConfigError(findings.problems);
  const config: Config = {
    ...general,
    projects,
    alerts,
    sinks,
    secretVariables: secretVariables(sources),
  };
  checkSettings(config, top, sinkEntry?.value, findings);
  if (findings.count > 0) throw new ConfigError(findings.problems);
  const { settings, plugins, warnings } = findings;
  return { config, settings, plugins, warnings };
}

/**
 * The part of a configuration that tells where a running Tattle listens and what opens its API.
 * Projects, alerts, the mail server and sinks are not looked at: whoever asks the server need not
 * have their secrets.
 *
 * Throws a {@link ConfigError} with all problems of that part.
 */
export function loadGeneral(
  sources: ConfigSources,
  readFile: (path: string) => string,
): GeneralConfig {
  const { env, flags, cwd } = sources;
  const findings = new Findings();
  const resolver = new Resolver(findings, { cwd, env, readFile });
  const top = readSource(sources);
  applyOverrides(top, env, flags, findings);
  for (const key of [...LISTS, "smtp"]) take(top, key);
  const general = resolveHost(resolver, GeneralSchema, top, "", LISTS);
  if (general === null || findings.count > 0) throw new ConfigError(findings.problems);
  return general;
}

/**
 * Every module that a configuration names, each once, whatever else is wrong with it: to be
 * described before {@link loadConfig}. None where the file is no TOML.
 */
export function externalModules({ file, cwd }: ConfigSources): ModuleRef[] {
  const top = file === undefined ? null : readToml(file.path, file.text);
  if (top === null || "message" in top) return [];
  const sinks = top.entries.get("sinks")?.value;
  const modules = new Map<string, ModuleRef>();
  for (const item of sinks?.kind === "list" ? sinks.items : []) {
    const use = item.kind === "table" ? item.entries.get("use")?.value : undefined;
    const ref = use === undefined ? null : usedModule(use, baseOf(use.origin, cwd));
    if (ref !== null) modules.set(moduleKey(ref), ref);
  }
  return [...modules.values()];
}

/**
 * The variables that the secrets of a configuration come from, whatever else is wrong with it:
 * nothing of a third party's may see them, not even when it is described. None where the file is
 * no TOML.
 */
export function secretVariables({ file }: ConfigSources): string[] {
  const top = file === undefined ? null : readToml(file.path, file.text);
  return top === null || "message" in top ? [] : variablesIn(top);
}

function readSource({ file }: ConfigSources): Table {
  if (file === undefined) return emptyTable(DEFAULT_ORIGIN);
  const result = readToml(file.path, file.text);
  if ("message" in result) throw new ConfigError([result]);
  return result;
}

function take(top: Table, key: string): Entry | undefined {
  const entry = top.entries.get(key);
  top.entries.delete(key);
  return entry;
}
