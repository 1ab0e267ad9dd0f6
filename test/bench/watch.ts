import type { Batch, Sink, SinkPlugin, WriteResult } from "../../src/sink/sink.ts";

/** What stands between the host and a sink. */
export interface Watcher {
  write(sink: Sink, batch: Batch, signal: AbortSignal): Promise<WriteResult>;
  /** Called when the sink has synced. */
  synced?(): void;
}

/** The same plugin, its sinks' calls seen by `watcher`. */
export function watch(plugin: SinkPlugin, watcher: Watcher): SinkPlugin {
  const create: SinkPlugin["create"] = (config, context) => {
    const sink = plugin.create(config, context);
    const sync = async () => {
      await sink.sync?.();
      watcher.synced?.();
    };
    return {
      open: (signal) => sink.open(signal),
      write: (batch, signal) => watcher.write(sink, batch, signal),
      ...(sink.sync ? { sync } : {}),
      close: () => sink.close(),
    };
  };
  return { ...plugin, create };
}
