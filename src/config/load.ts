import { Type } from "@sinclair/typebox";
import type { Config } from "./config.ts";
import { Findings, type Setting } from "./findings.ts";
import { resolveHost } from "./host.ts";
import { DEFAULT_ORIGIN, type Entry, emptyTable, type Table } from "./input.ts";
import { applyOverrides, type Environment, type Flag, warnAboutEnvironment } from "./overrides.ts";
import { ConfigError, type Problem } from "./problem.ts";
import { resolveProjects } from "./projects.ts";
import { Resolver } from "./resolve.ts";
import { checkSettings } from "./rules.ts";
import { ConfigSchema } from "./schema.ts";
import type { Manifests } from "./sink-entry.ts";
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
  /** What works and still deserves a look. */
  readonly warnings: readonly Problem[];
}

/** The settings outside of `[[projects]]` and `[[sinks]]`, which have rules of their own. */
const GeneralSchema = Type.Omit(ConfigSchema, ["projects", "sinks"]);

/**
 * Makes a configuration of its sources. Pure but for `readFile`, which reads the files of
 * secrets and throws where it cannot. `manifests` are the kinds of sinks there are.
 *
 * Throws a {@link ConfigError} with all problems and nothing else.
 */
export function loadConfig(
  sources: ConfigSources,
  manifests: Manifests,
  readFile: (path: string) => string,
): LoadedConfig {
  const { env, flags, cwd } = sources;
  const findings = new Findings();
  const resolver = new Resolver(findings, { cwd, env, readFile });
  const top = readSource(sources);
  applyOverrides(top, env, flags, findings);
  const projectEntry = take(top, "projects");
  const sinkEntry = take(top, "sinks");
  const general = resolveHost(resolver, GeneralSchema, top, "", ["projects", "sinks"]);
  const projects = resolveProjects(resolver, projectEntry, general?.noise.action ?? "tag");
  const sinks = resolveSinks(resolver, sinkEntry, manifests);
  warnAboutEnvironment(env, findings);
  if (general === null || findings.count > 0) throw new ConfigError(findings.problems);
  const config: Config = { ...general, projects, sinks };
  checkSettings(config, top, sinkEntry?.value, findings);
  if (findings.count > 0) throw new ConfigError(findings.problems);
  return { config, settings: findings.settings, warnings: findings.warnings };
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
