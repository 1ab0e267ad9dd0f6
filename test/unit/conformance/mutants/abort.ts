import type { Batch } from "tattle/sink";
import { judging } from "./failure.ts";
import { DEAF, type Mutant, made, Reference } from "./mutant.ts";

export const abort: readonly Mutant[] = [
  {
    clause: "abort/before",
    what: "does not look at the signal before it begins",
    plugin: made(
      class extends Reference {
        override async write(batch: Batch, signal: AbortSignal) {
          return super.write(batch, signal.aborted ? DEAF : signal);
        }
      },
    ),
  },
  {
    clause: "abort/during",
    what: "does not pass the signal to fetch",
    plugin: made(
      class extends Reference {
        override async write(batch: Batch, signal: AbortSignal) {
          signal.throwIfAborted();
          return super.write(batch, DEAF);
        }
      },
    ),
    options: { limit: 1_500 },
  },
  {
    clause: "abort/answer",
    what: "waits for ever once an answer has stalled",
    plugin: judging(async ({ ok, status, body }, signal) => {
      if (ok) return;
      const reader = body?.getReader();
      await reader?.read();
      await reader?.read().catch(() => signal.aborted && new Promise(() => {}));
      throw new Error(`The service answered ${status}.`);
    }),
    options: { limit: 1_500 },
  },
  {
    clause: "abort/open",
    what: "opens without listening to the signal",
    plugin: made(
      class extends Reference {
        override async open() {
          await super.open(DEAF);
        }
      },
    ),
    options: { limit: 1_500 },
  },
  {
    clause: "abort/recovers",
    what: "takes a batch that was aborted for written",
    plugin: made(
      class extends Reference {
        #tried = "";
        override async write(batch: Batch, signal: AbortSignal) {
          if (this.#tried === batch.id) return {};
          try {
            return await super.write(batch, signal);
          } finally {
            if (signal.aborted) this.#tried = batch.id;
          }
        }
      },
    ),
    also: ["delivery/time-limit"],
  },
];
