import type { SinkContext } from "../../src/sink/sink.ts";
import { MemoryLog } from "./memory-log.ts";

/** A context for tests of a sink: the real `fetch`, a clock that stands still, no folder. */
export function sinkContext(given: Partial<SinkContext> = {}): SinkContext {
  return {
    name: "under-test",
    log: new MemoryLog(),
    clock: { now: () => Date.UTC(2026, 0, 2), sleep: () => Promise.resolve() },
    fetch,
    dataDir: "/nonexistent",
    ...given,
  };
}
