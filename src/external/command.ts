import { join } from "node:path";

/** The hidden command that makes this program the child of another one. */
export const SINK_HOST = "__sink-host";

/** How this very program is started again. The compiled one may have been replaced on disk meanwhile. */
export function hostCommand(): string[] {
  const compiled = import.meta.dir.includes("$bunfs") || import.meta.dir.includes("~BUN");
  if (!compiled) {
    return [process.execPath, "--no-install", join(import.meta.dir, "../main.ts"), SINK_HOST];
  }
  const self = process.platform === "linux" ? "/proc/self/exe" : process.execPath;
  return [self, SINK_HOST];
}

/**
 * The environment of a child: all but what is about Tattle itself (its token among it), about the
 * runtime, and the variables that are hidden: those that secrets come from, of whatever sink.
 */
export function hostEnvironment(
  env: NodeJS.ProcessEnv,
  hidden: readonly string[],
): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || hidden.includes(name)) continue;
    if (!/^(?:TATTLE_|BUN_)/i.test(name)) passed[name] = value;
  }
  // Ends the child with the process that started it, whatever it is doing.
  return { ...passed, BUN_FEATURE_FLAG_NO_ORPHANS: "1" };
}
