import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import {
  CONFIG_VARIABLE,
  ConfigError,
  type ConfigSources,
  externalModules,
  type Flag,
  type GeneralConfig,
  type LoadedConfig,
  loadConfig,
  loadGeneral,
  type Manifest,
  moduleKey,
  secretVariables,
} from "../config/index.ts";
import type { Deps } from "./deps.ts";
import type { Io } from "./io.ts";
import { checkNoiseRules } from "./noise.ts";
import { rehearseSinks } from "./rehearse.ts";

/** The options of every command that reads the configuration. */
export interface ConfigOptions {
  config?: string;
  listen?: string;
  data?: string;
  set?: Array<{ key: string; value: string }>;
}

/** Adds `--config`, `--listen`, `--data` and `--set`. */
export function withConfigOptions(command: Command): Command {
  return command
    .option("-c, --config <file>", `config file; else $${CONFIG_VARIABLE}, else defaults`)
    .option("--listen <address>", "address to listen on, as `listen` in the file")
    .option("--data <folder>", "data folder, as `data` in the file")
    .option("--set <key=value>", "any other setting, as `limits.body=1MiB`; repeatable", collect);
}

/**
 * Reads of the configuration that the options name what tells where Tattle listens and what opens
 * its API; sinks and projects may say what they like. A file is only read where `--config` or
 * `TATTLE_CONFIG` names it, since the working folder may be anybody's. Throws a ConfigError.
 */
export function readConfig(options: ConfigOptions, io: Io): GeneralConfig {
  return loadGeneral(sourcesOf(options, io), io.readFile);
}

/**
 * Reads the whole configuration. Every module that it names is described first, all at once, so
 * that the settings of third parties' sinks are checked as those of built-in ones are.
 * Rejects with a ConfigError.
 */
export async function readRunnableConfig(
  options: ConfigOptions,
  io: Io,
  { manifests, describe }: Pick<Deps, "manifests" | "describe">,
): Promise<LoadedConfig> {
  const sources = sourcesOf(options, io);
  const hidden = secretVariables(sources);
  const described = await Promise.all(
    externalModules(sources).map(async (ref) => ({
      key: moduleKey(ref),
      ...(await describe(ref, { hidden })),
    })),
  );
  const known = new Map<string, Manifest>(Object.entries(manifests));
  const unusable = new Map<string, string>();
  for (const each of described) {
    if (each.ok) known.set(each.key, each.manifest);
    else unusable.set(each.key, each.problem);
  }
  return checkNoiseRules(loadConfig(sources, Object.fromEntries(known), io.readFile, unusable));
}

/** The same for whoever is about to run it, or asks whether that would go well: see {@link rehearseSinks}. */
export async function readServableConfig(
  options: ConfigOptions,
  io: Io,
  deps: Deps,
): Promise<LoadedConfig> {
  const loaded = await readRunnableConfig(options, io, deps);
  await rehearseSinks(loaded, deps);
  return loaded;
}

function sourcesOf(options: ConfigOptions, io: Io): ConfigSources {
  const sources = { env: io.env, flags: flagsOf(options), cwd: io.cwd };
  const file = readConfigFile(options, io);
  return file === null ? sources : { ...sources, file };
}

function readConfigFile(options: ConfigOptions, io: Io): NonNullable<ConfigSources["file"]> | null {
  const path = options.config ?? io.env[CONFIG_VARIABLE] ?? "";
  if (path === "" && options.config === undefined) return null;
  const where = options.config === undefined ? CONFIG_VARIABLE : "--config";
  try {
    return { path, text: io.readFile(resolve(io.cwd, path)) };
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? `: ${error.code}` : "";
    const message = `cannot read ${JSON.stringify(path)}${reason}`;
    throw new ConfigError([{ where, path: "", message }]);
  }
}

function flagsOf(options: ConfigOptions): Flag[] {
  const flags = (options.set ?? []).map(({ key, value }): Flag => ({ name: "--set", key, value }));
  if (options.listen !== undefined) {
    flags.push({ name: "--listen", key: "listen", value: options.listen });
  }
  if (options.data !== undefined) flags.push({ name: "--data", key: "data", value: options.data });
  return flags;
}

function collect(text: string, before: ConfigOptions["set"] = []): ConfigOptions["set"] {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("It must be key=value.");
  return [...before, { key: text.slice(0, at), value: text.slice(at + 1) }];
}
