import { copyFile } from "node:fs/promises";
import { type Erasure, isMeant, type Report } from "tattle/sink";
import { SHELF } from "../shelf.ts";
import { Slate, slate } from "../slate.ts";
import { type Mutant, reference } from "./mutant.ts";

export const erasure: readonly Mutant[] = [
  {
    clause: "manifest/supports",
    what: "supports.erase without erase()",
    plugin: { ...reference, supports: { reader: false, idempotent: true, erase: true } },
    only: "manifest/supports",
  },
  {
    clause: "erase/meant",
    what: "looks for the page in all projects",
    plugin: slate(
      class extends Slate {
        override means(erasure: Erasure, report: Report) {
          const project = erasure.documentURL === null ? erasure.project : null;
          return isMeant({ ...erasure, project }, report);
        }
      },
    ),
    ...SHELF,
  },
  {
    clause: "erase/meant",
    what: "takes whose name begins alike for the same person",
    plugin: slate(
      class extends Slate {
        override means(erasure: Erasure, report: Report) {
          const { distinctId } = report.request;
          if (erasure.distinctId === null || distinctId === null) return isMeant(erasure, report);
          const begins = distinctId.startsWith(erasure.distinctId);
          const who = begins ? { ...erasure, distinctId } : erasure;
          return isMeant(who, report);
        }
      },
    ),
    ...SHELF,
    also: ["erase/count", "erase/restarted", "erase/writes"],
  },
  {
    clause: "erase/count",
    what: "says with each step how many it has deleted so far",
    plugin: slate(
      class extends Slate {
        #sum = 0;
        override async erase(erasure: Erasure, signal: AbortSignal) {
          const { done, reports } = await super.erase(erasure, signal);
          this.#sum += reports;
          const sum = this.#sum;
          if (done) this.#sum = 0;
          return { done, reports: sum };
        }
      },
    ),
    ...SHELF,
  },
  {
    clause: "erase/again",
    what: "does not know what it has done, and says so by an error",
    plugin: slate(
      class extends Slate {
        readonly #done = new Set<string>();
        override async erase(erasure: Erasure, signal: AbortSignal) {
          if (this.#done.has(erasure.id)) throw new Error("There is no such erasure.");
          const step = await super.erase(erasure, signal);
          if (step.done) this.#done.add(erasure.id);
          return step;
        }
      },
    ),
    ...SHELF,
  },
  {
    clause: "erase/restarted",
    what: "takes an erasure that it has begun before for done",
    plugin: slate(
      class extends Slate {
        #begun: string | null = null;
        override async erase(erasure: Erasure, signal: AbortSignal) {
          const note = Bun.file(`${this.path}.${erasure.id}`);
          if (this.#begun !== erasure.id && (await note.exists())) {
            return { done: true, reports: 0 };
          }
          this.#begun = erasure.id;
          await Bun.write(note, "begun");
          return super.erase(erasure, signal);
        }
      },
    ),
    ...SHELF,
  },
  {
    clause: "erase/writes",
    what: "goes by what there was when the erasure began",
    plugin: slate(
      class extends Slate {
        #left: Report[] | null = null;
        override async erase(erasure: Erasure, signal: AbortSignal) {
          const step = await super.erase(erasure, signal);
          if (step.done) this.#left = null;
          return step;
        }
        override async all() {
          this.#left ??= await super.all();
          return this.#left;
        }
        override async replace(reports: readonly Report[]) {
          this.#left = [...reports];
          await super.replace(reports);
        }
      },
    ),
    ...SHELF,
  },
  {
    clause: "erase/traces",
    what: "keeps a copy of the file as it was",
    plugin: slate(
      class extends Slate {
        override async replace(reports: readonly Report[]) {
          await copyFile(this.path, `${this.path}.before`);
          await super.replace(reports);
        }
      },
    ),
    ...SHELF,
  },
];
