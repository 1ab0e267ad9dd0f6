/** Root of the query thread: the reading side of the store that the API asks. */
import { join } from "node:path";
import { externalReader } from "./external/index.ts";
import { PreviewDesk } from "./http/api/noise-preview/desk.ts";
import { newsOf } from "./http/api/stream/news.ts";
import { pluginOf } from "./registry.ts";
import { systemClock } from "./sink/context.ts";
import type { ReportReader } from "./sink/reader.ts";
import {
  type ChildNote,
  createLog,
  MarkCopy,
  type QueryMethods,
  type QuerySetup,
  serveRpc,
} from "./threads/index.ts";

declare const self: Worker;

let reader: ReportReader | null = null;
const marks = new MarkCopy();
const previews = new PreviewDesk(() => performance.now());

function start({ dir, logLevel, name, type, config, external }: QuerySetup): void {
  const context = {
    name,
    log: createLog(logLevel, { sink: name, side: "reader" }),
    clock: systemClock,
    fetch,
    dataDir: join(dir, name),
  };
  reader =
    external === null
      ? (pluginOf(type).create(config, context).reader?.() ?? null)
      : externalReader(external, config, context, note);
}

function note(child: number, alive: boolean): void {
  self.postMessage({ child, alive } satisfies ChildNote);
}

function opened(): ReportReader {
  if (!reader) throw new Error(`The sink offers no reader.`);
  return reader;
}

const methods: QueryMethods = {
  overview: (query) => opened().overview(query),
  series: (query) => opened().series(query),
  top: (query) => opened().top(query),
  issues: (query) => opened().issues({ ...query, marks: marks.list() }),
  issue: (query) => opened().issue(query),
  versions: (query) => opened().versions(query),
  types: (query) => opened().types(query),
  facets: (query) => opened().facets(query),
  reports: (query) => opened().reports(query),
  report: (id) => opened().report(id),
  news: (question) => newsOf(opened(), question),
  previewNoise: (question) => previews.ask(opened(), question),
};

self.addEventListener("message", ({ data }: MessageEvent) => marks.hear(data));
serveRpc(self, { ...methods, start, stop: () => reader?.close() });
