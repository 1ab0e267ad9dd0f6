import { resolve } from "node:path";
import type { Command } from "commander";
import type { Deps } from "./deps.ts";
import type { Io } from "./io.ts";
import { type ConfigOptions, readRunnableConfig, withConfigOptions } from "./options.ts";

/** Adds `tattle backup` and `tattle restore`. */
export function addBackup(program: Command, io: Io, deps: Deps): void {
  withConfigOptions(program.command("backup <file>"))
    .description("Copy everything that Tattle keeps into one new file, also while it runs.")
    .addHelpText(
      "after",
      `
In the file are reports, issues and counts, what waits for the sinks, dead letters, and what people
changed at run time. The admin token is not. Needs about twice the room of the copy for a moment.
Run it as the user that Tattle runs as, on the same machine.

Examples:
  tattle backup /var/backups/tattle-2026-05-01.tar --config /etc/tattle/tattle.toml`,
    )
    .action(async (file: string, options: ConfigOptions) => {
      const { config } = await readRunnableConfig(options, io, deps);
      const { bytes, left } = await deps.backUp(config, resolve(io.cwd, file));
      io.stdout(`${file}: ${Math.ceil(bytes / 2 ** 20)} MiB\n`);
      tellLeft(io, left, "keeps nothing that Tattle could copy, and is not in the file");
    });
  withConfigOptions(program.command("restore <file>"))
    .description("Make an empty data folder what it was when a backup was made.")
    .option("--force", "move what is in the data folder aside")
    .addHelpText(
      "after",
      `
Tattle must not be running on the data folder. What does not succeed changes nothing.

Examples:
  tattle restore tattle-2026-05-01.tar --config /etc/tattle/tattle.toml
  tattle restore tattle-2026-05-01.tar --data ./elsewhere`,
    )
    .action(async (file: string, options: ConfigOptions & { force?: true }) => {
      const { config } = await readRunnableConfig(options, io, deps);
      const force = options.force ?? false;
      const done = await deps.restore(config, resolve(io.cwd, file), force);
      io.stdout(`${config.data}: as of ${done.createdAt}, written by Tattle ${done.tattle}\n`);
      if (done.aside !== null) io.stdout(`${done.aside}: what was there before\n`);
      tellLeft(io, done.left, "is not in this configuration, and its copy was left out");
    });
}

function tellLeft(io: Io, sinks: readonly string[], why: string): void {
  for (const sink of sinks) io.stderr(`note: the sink ${sink} ${why}\n`);
}
