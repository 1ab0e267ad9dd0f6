import type { Report } from "../report/report.ts";
import type { Clock, Fetch, Log } from "../sink/context.ts";
import type { SinkPlugin } from "../sink/sink.ts";
import type { Durability } from "../sqlite/index.ts";
import type { LoopSettings } from "./loop.ts";

/** One sink to deliver to. */
export interface SinkSpec {
  /** Unique; positions belong to it. */
  name: string;
  /** The kind of sink, for display. */
  type: string;
  plugin: SinkPlugin;
  /** Valid by the plugin's schema. */
  config: unknown;
  settings: LoopSettings;
  /** Bytes of the journal that may wait for this sink. */
  maxBacklog: number;
  onFull: "drop_oldest" | "block";
  /** Where a sink that was never seen begins. */
  start: "end" | "oldest";
  /** How often its process was started again; left out for a sink that has none. */
  restarts?: () => number;
}

/** What the delivery works with. */
export interface DeliveryOptions {
  /** The data folder. */
  dir: string;
  durability: Durability;
  sinks: readonly SinkSpec[];
  /** A journal row's text to its reports. */
  decode: (text: string) => Report[];
  clock: Clock;
  fetch: Fetch;
  /** A number of [0, 1). */
  random: () => number;
  log: (sink: string | null) => Log;
  /** All rows up to this one may be deleted. */
  onTrim: (seq: number) => void;
  /**
   * Every sink has settled an erasure: nothing of it may be left in rows up to `seq`. Told again
   * until the desk hears that it was scrubbed.
   */
  onErased: (id: string, seq: number) => void;
  /** Whether a sink with `on_full = "block"` is full. */
  onBlocked: (blocked: boolean) => void;
}
