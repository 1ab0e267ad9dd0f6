import type { Batch } from "tattle/sink";
import { judging } from "./failure.ts";
import { isRefused, type Mutant, made, Reference } from "./mutant.ts";

export const secrecy: readonly Mutant[] = [
  {
    clause: "secrecy/log",
    what: "logs its settings",
    plugin: made(
      class extends Reference {
        override async open(signal: AbortSignal) {
          this.context.log.info("opening", { token: this.settings.token });
          await super.open(signal);
        }
      },
    ),
    also: ["secrecy/echo"],
  },
  {
    clause: "secrecy/errors",
    what: "tells the whole request where nobody answers",
    plugin: made(
      class extends Reference {
        override async write(batch: Batch, signal: AbortSignal) {
          try {
            return await super.write(batch, signal);
          } catch (error) {
            if (!isRefused(error)) throw error;
            throw new Error(`no answer to Bearer ${encodeURIComponent(this.settings.token)}`);
          }
        }
      },
    ),
  },
  {
    clause: "secrecy/echo",
    what: "repeats what the service answered",
    plugin: judging(async ({ ok, status, body }) => {
      if (ok) return;
      const { value } = (await body?.getReader().read()) ?? {};
      throw new Error(`The service answered ${status}: ${new TextDecoder().decode(value)}`);
    }),
  },
];
