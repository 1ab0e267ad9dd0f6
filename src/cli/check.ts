import { type Command, Option } from "commander";
import { ConfigError, describeConfig, exampleConfig } from "../config/index.ts";
import type { Deps } from "./deps.ts";
import type { Io } from "./io.ts";
import { type ConfigOptions, readConfig, withConfigOptions } from "./options.ts";

interface CheckOptions extends ConfigOptions {
  json?: true;
  example?: true;
}

/** Adds `tattle check`. */
export function addCheck(program: Command, io: Io, deps: Deps): void {
  withConfigOptions(program.command("check"))
    .description("Check the configuration and show what holds, and who said so.")
    .option("--json", "print settings, warnings and problems as JSON")
    .addOption(
      new Option("--example", "print a config file with every setting explained").conflicts("json"),
    )
    .addHelpText(
      "after",
      `
Secrets are read, and shown masked. Nothing is started, opened or written.

Examples:
  tattle check --config tattle.toml
  tattle check --example > tattle.toml`,
    )
    .action((options: CheckOptions) => {
      if (options.example) io.stdout(exampleConfig(deps.manifests));
      else if (options.json) checkJson(options, io, deps);
      else io.stdout(`${describeConfig(readConfig(options, io, deps.manifests))}ok\n`);
    });
}

function checkJson(options: CheckOptions, io: Io, deps: Deps): void {
  const print = (result: object) => io.stdout(`${JSON.stringify(result, null, 2)}\n`);
  try {
    const { settings, warnings } = readConfig(options, io, deps.manifests);
    print({ ok: true, settings, warnings, problems: [] });
  } catch (error) {
    if (error instanceof ConfigError) print({ ok: false, problems: error.problems });
    throw error;
  }
}
