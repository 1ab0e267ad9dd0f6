import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  defineSink,
  type Report,
  type Retagging,
  type RetagStep,
  type SinkContext,
  t,
} from "tattle/sink";
import { readAll, Shelf, ShelfReader } from "./shelf.ts";

/** Reports that one step looks at. */
const STEP = 2;

/** How far it is with a retagging. */
export interface Place {
  id: string;
  read: number;
  changed: number;
  done: boolean;
}

/** A shelf whose reports get other tags. */
export class Binder extends Shelf {
  constructor(readonly context: SinkContext) {
    super(join(context.dataDir, "reports.ndjson"), ShelfReader);
  }

  async retag(retagging: Retagging, signal: AbortSignal): Promise<RetagStep> {
    signal.throwIfAborted();
    const place = await this.place(retagging);
    const all = await this.all();
    const next = all.slice(place.read, place.read + STEP);
    if (!place.done) {
      const tagged = next.map((report) => this.tagged(retagging, report));
      place.changed += next.filter(({ noise }, n) => noise !== tagged[n]?.noise).length;
      await this.replace(all.toSpliced(place.read, next.length, ...tagged));
      place.read += next.length;
      place.done = place.read >= all.length;
      await this.keep(place);
    }
    const { done, read, changed } = place;
    return { done, read, changed, progress: done ? 1 : read / all.length };
  }

  all(): Promise<Report[]> {
    return readAll(this.path);
  }

  tagged({ tag }: Retagging, report: Report): Report {
    return { ...report, noise: tag(report) };
  }

  async place({ id }: Retagging): Promise<Place> {
    const file = Bun.file(`${this.path}.place`);
    const place: Place | null = (await file.exists()) ? await file.json() : null;
    return place?.id === id ? place : { id, read: 0, changed: 0, done: false };
  }

  async keep(place: Place): Promise<void> {
    await writeFile(`${this.path}.place`, JSON.stringify(place));
  }

  async replace(reports: readonly Report[]): Promise<void> {
    await writeFile(this.path, reports.map((report) => `${JSON.stringify(report)}\n`).join(""));
  }
}

/** A sink that tags anew and keeps every rule, or one that does not. */
export function binder(Made: typeof Binder = Binder) {
  return defineSink({
    name: "binder",
    summary: "Writes files whose reports get other tags.",
    config: t.Object({}),
    supports: { reader: true, idempotent: false, retag: true },
    create: (_, context) => new Made(context),
  });
}
