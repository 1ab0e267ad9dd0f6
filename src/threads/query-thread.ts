import type { NoisePreview, PreviewQuestion } from "../http/api/noise-preview/question.ts";
import type { News, NewsQuestion } from "../http/api/stream/news.ts";
import type { Log } from "../sink/context.ts";
import { READER_METHODS, type ReaderMethods } from "../sink/reader.ts";
import type { ExternalPart } from "./delivery-thread.ts";
import type { LogLevel } from "./logger.ts";
import type { Remote } from "./rpc.ts";
import { Thread } from "./thread.ts";

/** The sink whose reader answers. */
export interface QuerySetup {
  dir: string;
  logLevel: LogLevel;
  name: string;
  type: string;
  config: object;
  /** `null` for a sink that is part of Tattle. */
  external: ExternalPart | null;
}

/** What the query thread answers. */
export type QueryMethods = ReaderMethods & {
  news: (question: NewsQuestion) => Promise<News>;
  previewNoise: (question: PreviewQuestion) => Promise<NoisePreview>;
};

/** Whoever asked has gone away by then. */
const LIMIT = 60_000;

/** How long a query under way may keep the thread from closing its reader, in milliseconds. */
const GRACE = 500;

/** The thread that reads, so that no query ever delays a report. */
export class QueryThread {
  readonly #thread: Thread<QuerySetup>;
  /** Calls reject with what the reader threw, or CodedError `thread_busy`. */
  readonly reader: Remote<QueryMethods>;

  constructor(entry: URL, setup: QuerySetup, log: Log) {
    this.#thread = new Thread({ name: "query", entry, setup, log });
    this.reader = this.#thread.remote<QueryMethods>(
      [...READER_METHODS, "news", "previewNoise"],
      LIMIT,
    );
  }

  /** @throws CodedError `internal` when it died, or what the reader's `create` threw */
  start(): Promise<void> {
    return this.#thread.start();
  }

  /** Ends the thread, within a moment: who still waits for an answer has nobody left to get it from. */
  stop(): Promise<void> {
    return this.#thread.stop(0, GRACE);
  }
}
