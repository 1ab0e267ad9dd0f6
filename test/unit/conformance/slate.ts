import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  defineSink,
  type Erasure,
  type ErasureStep,
  isMeant,
  type Report,
  type SinkContext,
  t,
} from "tattle/sink";
import { readAll, Shelf, ShelfReader } from "./shelf.ts";

/** Reports that one step deletes. */
const STEP = 2;

/** A shelf from which reports can be wiped. */
export class Slate extends Shelf {
  constructor(readonly context: SinkContext) {
    super(join(context.dataDir, "reports.ndjson"), ShelfReader);
  }

  async erase(erasure: Erasure, signal: AbortSignal): Promise<ErasureStep> {
    signal.throwIfAborted();
    const all = await this.all();
    const meant = all.filter((report) => this.means(erasure, report));
    const gone = new Set(meant.slice(0, STEP));
    await this.replace(all.filter((report) => !gone.has(report)));
    return { done: meant.length <= STEP, reports: gone.size };
  }

  all(): Promise<Report[]> {
    return readAll(this.path);
  }

  means(erasure: Erasure, report: Report): boolean {
    return isMeant(erasure, report);
  }

  async replace(reports: readonly Report[]): Promise<void> {
    await writeFile(this.path, reports.map((report) => `${JSON.stringify(report)}\n`).join(""));
  }
}

/** A sink that erases and keeps every rule, or one that does not. */
export function slate(Made: typeof Slate = Slate) {
  return defineSink({
    name: "slate",
    summary: "Writes files from which reports can be wiped.",
    config: t.Object({}),
    supports: { reader: true, idempotent: false, erase: true },
    create: (_, context) => new Made(context),
  });
}
