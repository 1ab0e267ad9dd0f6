import { join } from "node:path";

/** The hidden command that makes this program the child of another one. */
export const SINK_HOST = "__sink-host";

/** What is started, and what the list of processes shows of it. */
export interface HostCommand {
  readonly cmd: string[];
  readonly argv0?: string;
}

/**
 * How this very program is started again. The compiled one may have been replaced on disk meanwhile.
 *
 * @param title for whoever looks at the list of processes: the sink's name. Nothing goes by it.
 */
export function hostCommand(title: string): HostCommand {
  const compiled = import.meta.dir.includes("$bunfs") || import.meta.dir.includes("~BUN");
  if (!compiled) {
    const main = join(import.meta.dir, "../main.ts");
    return { cmd: [process.execPath, "--no-install", main, SINK_HOST, title] };
  }
  const self = process.platform === "linux" ? "/proc/self/exe" : process.execPath;
  return { cmd: [self, SINK_HOST, title], argv0: "tattle" };
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
