import type { Report, Retagging } from "tattle/sink";
import { Binder, binder, type Place } from "../binder.ts";
import { SHELF, ShelfReader } from "../shelf.ts";
import { type Mutant, reference } from "./mutant.ts";

export const retagging: readonly Mutant[] = [
  {
    clause: "manifest/supports",
    what: "supports.retag without retag()",
    plugin: { ...reference, supports: { reader: false, idempotent: true, retag: true } },
    only: "manifest/supports",
  },
  {
    clause: "retag/tags",
    what: "keeps of a report only what it knows when it tags it",
    plugin: binder(
      class extends Binder {
        override tagged(rules: Retagging, report: Report) {
          const tagged = super.tagged(rules, report);
          return tagged.noise === report.noise ? report : { ...tagged, raw: {} };
        }
      },
    ),
    ...SHELF,
    also: ["retag/again", "retag/newer", "retag/restarted", "retag/writes"],
  },
  {
    clause: "retag/counts",
    what: "counts reports by the tag that they came with",
    plugin: binder(
      class extends Binder {
        override reader() {
          return new CountsByOldTags(this.path);
        }
      },
    ),
    ...SHELF,
  },
  {
    clause: "retag/progress",
    what: "says what the last step alone has done",
    plugin: binder(
      class extends Binder {
        #before = { read: 0, changed: 0 };
        override async retag(rules: Retagging, signal: AbortSignal) {
          const step = await super.retag(rules, signal);
          const { read, changed } = this.#before;
          this.#before = step.done ? { read: 0, changed: 0 } : step;
          return {
            ...step,
            read: Math.max(0, step.read - read),
            changed: Math.max(0, step.changed - changed),
          };
        }
      },
    ),
    ...SHELF,
  },
  {
    clause: "retag/again",
    what: "forgets in its end that it was done",
    plugin: binder(
      class extends Binder {
        override async keep(place: Place) {
          await super.keep(place.done ? { ...place, id: "" } : place);
        }
      },
    ),
    ...SHELF,
  },
  {
    clause: "retag/restarted",
    what: "takes a retagging that it has begun before for done",
    plugin: binder(
      class extends Binder {
        #begun = "";
        override async place(rules: Retagging) {
          const place = await super.place(rules);
          const isAnothers = place.read > 0 && this.#begun !== rules.id;
          this.#begun = rules.id;
          return isAnothers ? { ...place, done: true } : place;
        }
      },
    ),
    ...SHELF,
  },
  {
    clause: "retag/newer",
    what: "ends what it has begun before it looks at other rules",
    plugin: binder(
      class extends Binder {
        #first: Retagging | null = null;
        override async retag(rules: Retagging, signal: AbortSignal) {
          this.#first ??= rules;
          const step = await super.retag(this.#first, signal);
          if (step.done) this.#first = null;
          return step;
        }
      },
    ),
    ...SHELF,
  },
  {
    clause: "retag/writes",
    what: "goes by what there was when the retagging began",
    plugin: binder(
      class extends Binder {
        #left: Report[] | null = null;
        override async retag(rules: Retagging, signal: AbortSignal) {
          const step = await super.retag(rules, signal);
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
];

/** Knows no tag when it counts, since none of the kit's reports comes with one. */
class CountsByOldTags extends ShelfReader {
  override async overview(query: Parameters<ShelfReader["overview"]>[0]) {
    const { noise, ...rest } = query;
    const all = await super.overview(rest);
    return noise === "only" ? super.overview({ ...rest, to: rest.from }) : all;
  }
}
