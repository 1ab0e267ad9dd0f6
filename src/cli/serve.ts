import type { Command } from "commander";
import type { Config, LoadedConfig } from "../config/index.ts";
import { renderProblem } from "../config/index.ts";
import { banner } from "./banner.ts";
import type { Deps, Running } from "./deps.ts";
import { EXIT } from "./exit.ts";
import type { Io } from "./io.ts";
import { type ConfigOptions, readServableConfig, withConfigOptions } from "./options.ts";
import { firstStopSignal } from "./stop-signal.ts";

/** Adds `tattle serve`. */
export function addServe(program: Command, io: Io, deps: Deps): void {
  withConfigOptions(program.command("serve"))
    .description("Take reports until SIGINT or SIGTERM.")
    .addHelpText(
      "after",
      `
A first SIGINT or SIGTERM delivers what it can and stops; a second one ends at once.
SIGHUP reads the TLS certificate again.

Examples:
  tattle serve
  tattle serve --config /etc/tattle/tattle.toml
  tattle serve --listen 0.0.0.0:8787 --data /var/lib/tattle --set privacy.urls=keep`,
    )
    .action(async (options: ConfigOptions) => {
      const loaded = await readServableConfig(options, io, deps);
      for (const warning of loaded.warnings) io.stderr(`warning: ${renderProblem(warning)}\n`);
      await serve(loaded, io, deps);
    });
}

async function serve(loaded: LoadedConfig, io: Io, deps: Deps): Promise<void> {
  // Before the start: a signal during a long migration must not be lost.
  const stopped = firstStopSignal(io);
  const running = await deps.start(loaded);
  io.onSignal("SIGHUP", () => void reload(running, loaded.config, io));
  io.stderr(banner(deps.version.tattle, loaded.config, running));
  await stopped;
  io.stderr("Stopping; a second signal ends at once.\n");
  await running.stop();
  // A write that a sink left blocked (a full pipe that nobody reads) would keep the process.
  io.exit(EXIT.ok.code);
}

async function reload(running: Running, config: Config, io: Io): Promise<void> {
  if (config.tls === null) return;
  try {
    await running.reload();
    io.stderr("TLS certificate read again.\n");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    io.stderr(`The TLS certificate stays as it was: ${reason}\n`);
  }
}
