import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type Batch,
  defineSink,
  type Page,
  type Report,
  type ReportQuery,
  type ReportReader,
  type Sink,
  t,
} from "tattle/sink";
import type { Specimen } from "./record.ts";

/** Reads what {@link Shelf} has written. */
export class ShelfReader implements ReportReader {
  constructor(private readonly path: string) {}

  async all(): Promise<Report[]> {
    const text = await readFile(this.path, "utf8").catch(() => "");
    const lines = text.split("\n").filter((line) => line !== "");
    return lines.map((line) => JSON.parse(line)).reverse();
  }

  async reports({ limit, cursor = "0" }: ReportQuery): Promise<Page<Report>> {
    const all = await this.all();
    const end = Number(cursor) + limit;
    return { items: all.slice(Number(cursor), end), next: end < all.length ? String(end) : null };
  }

  async report(id: string): Promise<Report | null> {
    return (await this.all()).find((report) => report.id === id) ?? null;
  }

  async overview() {
    const total = { received: 0, estimated: 0 };
    return { total, issues: 0, series: [], byDirective: [], byDisposition: [] };
  }

  async close(): Promise<void> {}
}

/** Writes a line a report into one file, and can be read. */
export class Shelf implements Sink {
  constructor(
    readonly path: string,
    readonly Reader: typeof ShelfReader,
  ) {}

  async open(): Promise<void> {}

  async write({ reports }: Batch, signal: AbortSignal) {
    signal.throwIfAborted();
    await appendFile(this.path, reports.map((report) => `${JSON.stringify(report)}\n`).join(""));
    return {};
  }

  async close(): Promise<void> {}

  reader(): ReportReader {
    return new this.Reader(this.path);
  }
}

/** A sink with a reader that keeps every rule, or one that does not. */
export function shelf(Reader = ShelfReader) {
  return defineSink({
    name: "shelf",
    summary: "Writes files that can be read again.",
    config: t.Object({}),
    supports: { reader: true, idempotent: false },
    create: (_, { dataDir }) => new Shelf(join(dataDir, "reports.ndjson"), Reader),
  });
}

/** What the kit has to know of it. */
export const SHELF: Omit<Specimen, "plugin"> = {
  without: ["outage", "unacceptable"],
  options: {
    config: {},
    probe: async ({ dataDir }) => {
      const reports = await new ShelfReader(join(dataDir, "reports.ndjson")).all();
      return reports.map(({ id }) => id);
    },
  },
};
