import { type TSchema, Type } from "@sinclair/typebox";
import { isJsonObject } from "../report/json.ts";
import type { SinkContext, SinkPlugin, Supports } from "../sink/sink.ts";
import type { ExternalPart } from "../threads/index.ts";
import { Child, type OnLife } from "./child.ts";
import { ChildSink } from "./child-sink.ts";
import { manifestOf } from "./manifest.ts";
import { masking } from "./mask.ts";

/** A third party's sink as the delivery loop takes it, and what only an outsider can do with it. */
export interface ExternalPlugin {
  readonly plugin: SinkPlugin;
  /** How often its process was started again. */
  restarts(): number;
  /** Ends its process at once. */
  kill(): void;
}

/**
 * A plugin whose sinks run in a child process. `create` starts nothing yet.
 *
 * @param onLife hears of each process
 */
export function externalPlugin(part: ExternalPart, onLife?: OnLife): ExternalPlugin {
  const { memory, hidden } = part;
  const sinks: ChildSink[] = [];
  const mask = masking(part.secrets);
  const plugin: SinkPlugin<TSchema> = {
    name: "external",
    summary: "A third party's sink in a process of its own.",
    config: Type.Unknown(),
    supports: part.supports,
    create(config, context) {
      const { name: title, clock, log } = context;
      const sink = new ChildSink({
        spawn: () => new Child({ title, memory, hidden, clock, log, mask, onLife }),
        create: (child, signal) => createIn(child, part, config, context, signal),
        clock,
        log,
        mask,
        timeout: part.timeout,
      });
      sinks.push(sink);
      return sink;
    },
  };
  return {
    plugin,
    restarts: () => sinks.reduce((sum, sink) => sum + sink.restarts, 0),
    kill: () => {
      for (const sink of sinks) sink.kill();
    },
  };
}

/**
 * Loads the module into a new child and creates the sink there.
 *
 * @throws Error where the module cannot be loaded any more, SinkError as `create` threw
 */
export async function createIn(
  child: Child,
  { ref, supports }: ExternalPart,
  config: unknown,
  { name, dataDir }: SinkContext,
  signal: AbortSignal,
): Promise<void> {
  const loaded = await child.call({ method: "load", ref }, signal);
  const problem = loadProblem(loaded, supports);
  if (problem !== null) throw new Error(`${ref.module}: ${problem}`);
  await child.call({ method: "create", creation: { name, dataDir, config } }, signal);
}

/** The file may have been changed since Tattle started: by itself no reason to give up. */
function loadProblem(loaded: unknown, supports: Supports): string | null {
  if (!isJsonObject(loaded)) return "its child answered nonsense";
  if (Array.isArray(loaded.problems)) return loaded.problems.map(String).join("; ");
  const now = manifestOf(loaded.manifest)?.supports;
  const same = now?.reader === supports.reader && now.deferred === (supports.deferred ?? false);
  return same ? null : "what it says in `supports` has changed; restart Tattle to use it";
}
