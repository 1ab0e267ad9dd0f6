import { openSync } from "node:fs";
import { join } from "node:path";
import type { Batch } from "tattle/sink";
import type { Settings } from "../reference.ts";
import { type Mutant, made, Reference, reference } from "./mutant.ts";

/** Who was created first for a folder. */
const owners = new Map<string, unknown>();

export const lifecycle: readonly Mutant[] = [
  {
    clause: "lifecycle/create",
    what: "create() looks whether the service is there",
    plugin: {
      ...reference,
      create(config: Settings, context) {
        void context.fetch(config.url).catch(() => {});
        return new Reference(config, context);
      },
    },
  },
  {
    clause: "lifecycle/create",
    what: "create() starts a timer",
    plugin: {
      ...reference,
      create(config: Settings, context) {
        setTimeout(() => {}, 60_000).unref();
        return new Reference(config, context);
      },
    },
  },
  {
    clause: "lifecycle/config",
    what: "open() writes into its settings",
    plugin: made(
      class extends Reference {
        override async open() {
          Object.assign(this.settings, { url: `${this.settings.url}v1/` });
        }
      },
    ),
  },
  {
    clause: "lifecycle/unused",
    what: "close() needs what open() has made",
    plugin: made(
      class extends Reference {
        #connection: { end(): void } | undefined;
        override async open(signal: AbortSignal) {
          this.#connection = { end() {} };
          await super.open(signal);
        }
        override async close() {
          if (!this.#connection) throw new TypeError("undefined is not an object");
          this.#connection.end();
        }
      },
    ),
  },
  {
    clause: "lifecycle/close",
    what: "close() throws after four reports",
    plugin: made(
      class extends Reference {
        #reports = 0;
        override async write(batch: Batch, signal: AbortSignal) {
          this.#reports += batch.reports.length;
          return super.write(batch, signal);
        }
        override async close() {
          if (this.#reports === 4) throw new Error("four left");
        }
      },
    ),
  },
  {
    clause: "lifecycle/failed-open",
    what: "close() copes with all or nothing, not with what is half open",
    plugin: made(
      class extends Reference {
        #opening = false;
        override async open(signal: AbortSignal) {
          this.#opening = true;
          await super.open(signal);
          this.#opening = false;
        }
        override async close() {
          if (this.#opening) throw new Error("still opening");
        }
      },
    ),
  },
  {
    clause: "lifecycle/open-again",
    what: "open() works once only",
    plugin: made(
      class extends Reference {
        #tried = false;
        override async open(signal: AbortSignal) {
          if (this.#tried) throw new Error("already opening");
          this.#tried = true;
          await super.open(signal);
        }
      },
    ),
  },
  {
    clause: "lifecycle/open-again",
    what: "open() gives up for ever where nobody answers",
    plugin: made(
      class extends Reference {
        override async open(signal: AbortSignal) {
          await super.open(signal).catch((error) => {
            throw Object.assign(error, { code: "sink_error", fatal: true });
          });
        }
      },
    ),
  },
  {
    clause: "lifecycle/restart",
    what: "open() begins with an empty table",
    plugin: made(
      class extends Reference {
        override async open(signal: AbortSignal) {
          await this.request("DELETE", null, signal);
        }
      },
    ),
    also: ["delivery/restart"],
  },
  {
    clause: "lifecycle/files",
    what: "a log in its folder that stays open",
    plugin: made(
      class extends Reference {
        override async open(signal: AbortSignal) {
          openSync(join(this.context.dataDir, "sink.log"), "a");
          await super.open(signal);
        }
      },
    ),
  },
  {
    clause: "lifecycle/timers",
    what: "a heartbeat that nobody stops",
    plugin: made(
      class extends Reference {
        override async open(signal: AbortSignal) {
          setInterval(() => {}, 60_000).unref();
          await super.open(signal);
        }
      },
    ),
  },
  {
    clause: "lifecycle/twice",
    what: "create() takes the folder for its own",
    plugin: made(
      class extends Reference {
        #key = this.context.dataDir;
        #first = owners.has(this.#key) ? null : owners.set(this.#key, this);
        override async open(signal: AbortSignal) {
          if (this.#first === null) throw new Error("the folder is taken");
          await super.open(signal);
        }
        override async close() {
          owners.delete(this.#key);
        }
      },
    ),
  },
];
