import type { Clock } from "../../../sink/context.ts";
import { RequestError } from "../../problems.ts";
import { eventsOf, HEARTBEAT } from "./events.ts";
import type { News, NewsQuestion } from "./news.ts";

/** Streams that are open at one time. */
export const MAX_STREAMS = 16;

/** How often the store is asked for news, and how long a stream may be silent. Milliseconds. */
const EVERY = 500;
const SILENT = 5_000;

/** What streams are made of. */
export interface StreamsOptions {
  readonly ask: (question: NewsQuestion) => Promise<News>;
  readonly sleep: Clock["sleep"];
  readonly now: Clock["now"];
  /** Is told why a stream ended that should not have. */
  readonly failed: (error: unknown) => void;
}

/**
 * Streams of reports as they come in. A stream asks only when its client has read what it was
 * given before: a slow one holds nothing here, and misses what was too much.
 */
export class Streams {
  readonly #o: StreamsOptions;
  readonly #open = new Set<AbortController>();
  #ended = false;

  constructor(options: StreamsOptions) {
    this.#o = options;
  }

  /**
   * Rejects where the store cannot answer: before the stream has begun.
   *
   * @param after id of the newest report that the client has; `null`: from now on
   * @param allowed asked now and then: the stream ends once who reads it has lost the right to
   * @throws RequestError `too_many_streams`
   */
  async open(
    filter: NewsQuestion["filter"],
    after: string | null,
    allowed: () => boolean,
  ): Promise<ReadableStream<Uint8Array>> {
    if (this.#open.size >= MAX_STREAMS) {
      const message = `${MAX_STREAMS} streams are open, and more are not answered.`;
      throw new RequestError("too_many_streams", message, { headers: { "retry-after": "10" } });
    }
    const control = new AbortController();
    this.#open.add(control);
    try {
      const { upTo } = await this.#o.ask({ filter, after: null });
      if (this.#ended) control.abort();
      // What comes into an empty store from before now is history that somebody imports.
      return this.#body(filter, after ?? upTo ?? firstOf(this.#o.now()), control, allowed);
    } catch (error) {
      this.#open.delete(control);
      throw error;
    }
  }

  /** Ends every stream, so that the server can stop. */
  end(): void {
    this.#ended = true;
    for (const control of this.#open) control.abort();
  }

  #body(
    filter: NewsQuestion["filter"],
    after: string,
    control: AbortController,
    allowed: () => boolean,
  ) {
    const texts = this.#texts(filter, after, control.signal, allowed);
    const close = () => void this.#open.delete(control);
    const encoder = new TextEncoder();
    let left = false;
    return new ReadableStream<Uint8Array>(
      {
        pull: async (out) => {
          try {
            const { value, done } = await texts.next();
            if (!done) return out.enqueue(encoder.encode(value));
          } catch (error) {
            // Clients connect again and go on where they were.
            this.#o.failed(error);
          }
          close();
          if (!left) out.close();
        },
        cancel: () => {
          left = true;
          close();
          control.abort();
        },
      },
      { highWaterMark: 0 },
    );
  }

  async *#texts(
    filter: NewsQuestion["filter"],
    from: string,
    signal: AbortSignal,
    allowed: () => boolean,
  ): AsyncGenerator<string, void> {
    yield HEARTBEAT;
    let after = from;
    let silent = 0;
    while (!signal.aborted) {
      const news = await this.#o.ask({ filter, after });
      after = news.upTo !== null && news.upTo > after ? news.upTo : after;
      const text = eventsOf(news);
      if ((text !== "" || silent + EVERY >= SILENT) && !allowed()) return;
      silent = text === "" ? silent + EVERY : 0;
      if (text !== "") yield text;
      else if (silent >= SILENT) {
        silent = 0;
        yield HEARTBEAT;
      }
      await this.#o.sleep(EVERY, signal);
    }
  }
}

/** Below every id of that moment. */
function firstOf(now: number): string {
  const time = now.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
