import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Batch, defineSink, type Report, type ReportReader, type Sink, t } from "tattle/sink";
import { MemoryReader } from "../../support/memory-reader.ts";
import type { Specimen } from "./record.ts";

/** Reads what {@link Shelf} has written. */
export class ShelfReader extends MemoryReader {
  constructor(path: string) {
    super(() => readAll(path));
  }
}

export async function readAll(path: string): Promise<Report[]> {
  const text = await readFile(path, "utf8").catch(() => "");
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line));
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
      const reports = await readAll(join(dataDir, "reports.ndjson"));
      return reports.map(({ id }) => id);
    },
  },
};
