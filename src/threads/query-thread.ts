import type { NoisePreview, PreviewQuestion } from "../http/api/noise-preview/question.ts";
import type { News, NewsQuestion } from "../http/api/stream/news.ts";
import type { Log } from "../sink/context.ts";
import { READER_METHODS, type ReaderMethods } from "../sink/reader.ts";
import type { ExternalPart } from "./delivery-thread.ts";
import type { LogLevel } from "./logger.ts";
import { type MarkChange, marksMessage } from "./marks.ts";
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

  /** @param marks what was said of all issues, by people: each thread that starts is told of them */
  constructor(entry: URL, setup: QuerySetup, log: Log, marks: () => readonly MarkChange[]) {
    const onReady = () => this.#thread.post(marksMessage(marks(), true));
    this.#thread = new Thread({ name: "query", entry, setup, log, onReady });
    const remote = this.#thread.remote<QueryMethods>(
      [...READER_METHODS, "news", "previewNoise"],
      LIMIT,
    );
    // There may be a hundred thousand marks, and the thread has them.
    this.reader = { ...remote, issues: ({ marks: _, ...query }) => remote.issues(query) };
  }

  /** Tells the thread what people have said of issues; it knows before it gets the next question. */
  mark(changes: readonly MarkChange[]): void {
    this.#thread.post(marksMessage(changes, false));
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
