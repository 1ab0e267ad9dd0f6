import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { Value } from "@sinclair/typebox/value";
import { Delivery, expandRow, type LoopSettings } from "../../src/delivery/index.ts";
import { type ExternalPlugin, externalPlugin } from "../../src/external/index.ts";
import { JOURNAL_FILE, Journal } from "../../src/journal/index.ts";
import { pluginOf } from "../../src/registry.ts";
import { systemClock } from "../../src/sink/context.ts";
import type { SinkPlugin } from "../../src/sink/sink.ts";
import { MemoryLog } from "../support/memory-log.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import accept from "./accept-sink.ts";
import { fill } from "./fill.ts";
import { type Cost, Meter } from "./meter.ts";
import { watch } from "./watch.ts";

/** One sink that is to be delivered a journal. Plain data: it crosses to another process. */
export interface DeliverTask {
  /** Folder of a journal made by {@link makeJournal}; it is copied and stays as it is. */
  journal: string;
  /** Reports in it. */
  count: number;
  /** How many of them are delivered before anything is measured. */
  warm: number;
  /** A built-in kind; `accept` is `accept-sink.ts`, in this process or in a child of it. */
  type: string;
  child?: boolean;
  config?: object;
  /** Default: that of the sink's kind, as in production. */
  maxReports?: number;
  /** Longest time in milliseconds. Default: a minute. */
  limit?: number;
}

/** Writes a journal of `count` reports into a new folder there. */
export async function makeJournal(folder: string, count: number): Promise<string> {
  const dir = join(folder, "journal");
  mkdirSync(dir);
  const journal = new Journal({ dir, durability: "os", clock: systemClock });
  await fill(journal, systemClock, count);
  journal.close();
  return dir;
}

/** Delivers a copy of the journal by the real loop, as `durability = "fsync"` does. Rejects when a report was not accepted. */
export async function deliver(task: DeliverTask): Promise<Cost> {
  using folder = temporaryFolder();
  copyFileSync(join(task.journal, JOURNAL_FILE), join(folder.path, JOURNAL_FILE));
  const meter = new Meter(task.warm, task.count);
  const external = task.child ? acceptInChild() : null;
  const plugin = external?.plugin ?? builtIn(task.type);
  const delivery = deliveryOf(folder.path, task, plugin, meter);
  delivery.start();
  await Promise.race([meter.done, Bun.sleep(task.limit ?? 60_000)]);
  await delivery.stop(1_000);
  const [status] = delivery.statuses();
  external?.kill();
  if (status?.delivered !== task.count) {
    throw new Error(`${task.type} was to be delivered ${task.count}: ${JSON.stringify(status)}`);
  }
  return meter.cost;
}

function deliveryOf(dir: string, task: DeliverTask, plugin: SinkPlugin, meter: Meter): Delivery {
  return new Delivery({
    dir,
    durability: "fsync",
    sinks: [
      {
        name: "measured",
        type: task.type,
        plugin: watch(plugin, meter),
        config: Value.Default(plugin.config, structuredClone(task.config ?? {})),
        settings: loopSettings(plugin, task.maxReports),
        maxBacklog: 2 ** 31,
        onFull: "drop_oldest",
        start: "oldest",
      },
    ],
    decode: expandRow,
    clock: systemClock,
    fetch,
    random: Math.random,
    log: () => new MemoryLog(),
    onTrim: () => {},
    onErased: () => {},
    onBlocked: () => {},
  });
}

/** The defaults of the configuration. */
export function loopSettings({ batch }: SinkPlugin, maxReports?: number): LoopSettings {
  return {
    maxReports: maxReports ?? batch?.maxReports ?? 500,
    maxBytes: 4 << 20,
    maxAge: batch?.maxAge ?? 1_000,
    timeout: 30_000,
    retry: { min: 1_000, max: 300_000 },
  };
}

function builtIn(type: string): SinkPlugin {
  return type === accept.name ? accept : pluginOf(type);
}

function acceptInChild(): ExternalPlugin {
  return externalPlugin({
    ref: { module: join(import.meta.dir, "accept-sink.ts"), from: import.meta.dir },
    memory: 512 << 20,
    supports: accept.supports,
    secrets: [],
    hidden: [],
    timeout: 30_000,
  });
}
