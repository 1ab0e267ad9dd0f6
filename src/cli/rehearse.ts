import { join } from "node:path";
import { ConfigError, type LoadedConfig, type Problem } from "../config/index.ts";
import type { Deps } from "./deps.ts";

/**
 * Creates every third party's sink once with the settings that hold, all at the same time, and
 * opens none: what its code gets wrong there shows before any report is taken.
 *
 * @throws ConfigError
 */
export async function rehearseSinks(
  { config, settings }: LoadedConfig,
  { rehearse }: Pick<Deps, "rehearse">,
): Promise<void> {
  const found = await Promise.all(
    config.sinks.map(async (sink, index): Promise<Problem[]> => {
      if (sink.kind === "builtin") return [];
      const { module, from, name, memory } = sink;
      const message = await rehearse({
        ref: { module, from },
        name,
        dataDir: join(config.data, name),
        config: sink.config,
        memory,
        hidden: config.secretVariables,
      });
      if (message === null) return [];
      const path = `sinks[${index}].use`;
      const where = settings.find((setting) => setting.path === path)?.source ?? "";
      return [{ path, where, message }];
    }),
  );
  const problems = found.flat();
  if (problems.length > 0) throw new ConfigError(problems);
}
