import { appendFileSync } from "node:fs";
import type { Batch } from "tattle/sink";
import { isRefused, type Mutant, made, Reference } from "./mutant.ts";

/** Of all instances, where it should be of each. */
const seen = new Set<string>();

/** A sink that does something when it opens. */
function opening(act: () => void) {
  return made(
    class extends Reference {
      override async open(signal: AbortSignal) {
        act();
        await super.open(signal);
      }
    },
  );
}

export const isolation: readonly Mutant[] = [
  {
    clause: "isolation/instances",
    what: "one memory of what is written for all instances",
    plugin: made(
      class extends Reference {
        override async write(batch: Batch, signal: AbortSignal) {
          const reports = batch.reports.filter(({ id, project }) => !seen.has(`${project} ${id}`));
          const same = reports.length === batch.reports.length;
          const result = await super.write(same ? batch : { id: batch.id, reports }, signal);
          for (const { id, project } of reports) seen.add(`${project} ${id}`);
          return result;
        }
      },
    ),
  },
  {
    clause: "isolation/files",
    what: "a log in the working folder",
    plugin: opening(() => appendFileSync("sink.log", "opened\n")),
  },
  {
    clause: "isolation/globals",
    what: "the last batch in a global",
    plugin: made(
      class extends Reference {
        override async write(batch: Batch, signal: AbortSignal) {
          Reflect.set(globalThis, "lastBatch", batch.id);
          return super.write(batch, signal);
        }
      },
    ),
  },
  {
    clause: "isolation/globals",
    what: "a listener of the process that stays",
    plugin: opening(() => void process.on("beforeExit", () => {})),
  },
  {
    clause: "isolation/globals",
    what: "an environment variable",
    plugin: opening(() => void Reflect.set(process.env, "TZ_OF_SINK", String(Math.random()))),
  },
  {
    clause: "isolation/exit",
    what: "ends the process where nobody answers",
    plugin: made(
      class extends Reference {
        override async write(batch: Batch, signal: AbortSignal) {
          try {
            return await super.write(batch, signal);
          } catch (error) {
            if (isRefused(error)) process.exit(1);
            throw error;
          }
        }
      },
    ),
  },
  {
    clause: "isolation/output",
    what: "says hello",
    plugin: opening(() => void process.stdout.write("hello\n")),
  },
];
