import { type Command, Option } from "commander";
import { ConfigError, describeConfig, exampleConfig } from "../config/index.ts";
import type { Deps } from "./deps.ts";
import type { Io } from "./io.ts";
import { type ConfigOptions, readServableConfig, withConfigOptions } from "./options.ts";
import { safeJson } from "./safe-json.ts";

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
Secrets are read, and shown masked. Files and packages that \`use\` names are imported and their
sinks created, each in a process that ends at once; nothing else is started, opened or written.

Examples:
  tattle check --config tattle.toml
  tattle check --example > tattle.toml`,
    )
    .action(async (options: CheckOptions) => {
      if (options.example) io.stdout(exampleConfig(deps.manifests));
      else if (options.json) await checkJson(options, io, deps);
      else io.stdout(`${describeConfig(await readServableConfig(options, io, deps))}ok\n`);
    });
}

async function checkJson(options: CheckOptions, io: Io, deps: Deps): Promise<void> {
  const print = (result: object) => io.stdout(safeJson(result));
  try {
    const { settings, plugins, warnings } = await readServableConfig(options, io, deps);
    print({ ok: true, settings, plugins, warnings, problems: [] });
  } catch (error) {
    if (error instanceof ConfigError) print({ ok: false, problems: error.problems });
    throw error;
  }
}
