import {
  type Batch,
  type Rejection,
  type Sink,
  type SinkContext,
  SinkError,
  type WriteResult,
} from "tattle/sink";
import { Connection } from "./connection.ts";
import { type Encoded, encode } from "./encode.ts";
import { judge } from "./failure.ts";
import { locate, RowFailure } from "./locate.ts";
import { migrate } from "./migrate.ts";
import {
  misconfigured,
  type Names,
  namesOf,
  overrides,
  placeOf,
  type Settings,
} from "./settings.ts";
import { INSPECT, insertStatement } from "./statements.ts";

type Row = Extract<Encoded, { json: string }>;

/** Writes each batch by one statement, over one connection. */
export class PostgresSink implements Sink {
  readonly #connection: Connection;
  /** The table is known to be there and to fit. */
  #ready = false;

  constructor(
    private readonly settings: Settings,
    context: SinkContext,
  ) {
    this.#connection = new Connection(settings, context.clock);
  }

  async open(signal: AbortSignal): Promise<void> {
    overrides(this.settings.url);
    await this.#prepare(namesOf(this.settings), signal);
  }

  async write({ reports }: Batch, signal: AbortSignal): Promise<WriteResult> {
    const names = namesOf(this.settings);
    if (!this.#ready) await this.#prepare(names, signal);
    const rejected: Rejection[] = [];
    const rows: Row[] = [];
    for (const [index, report] of reports.entries()) {
      const encoded = encode(report, index);
      if ("json" in encoded) rows.push(encoded);
      else rejected.push({ index, reason: encoded.refused });
    }
    rejected.push(...(await locate(rows, (part) => this.#insert(names, part, signal))));
    return rejected.length > 0 ? { rejected } : {};
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  /** Makes the table if asked to, and tries it by writing nothing: that needs all that writing needs. */
  async #prepare(names: Names, signal: AbortSignal): Promise<void> {
    await this.#attempt(signal, async () => {
      if (this.settings.create === "auto") {
        await this.#connection.transaction((run) => migrate(run, names), signal);
      }
      await this.#connection.run(insertStatement(names), ["[]"], signal);
      const [found] = await this.#connection.run(INSPECT, [names.reports], signal);
      if (found?.encoding !== "UTF8") {
        throw misconfigured(`the database's encoding is ${found?.encoding}, and must be UTF8`);
      }
      if (found?.keyed !== true) {
        throw misconfigured(`${names.reports} has no unique index with \`id\` in it`);
      }
    });
    this.#ready = true;
  }

  async #insert(names: Names, rows: readonly Row[], signal: AbortSignal): Promise<void> {
    const list = `[${rows.map(({ json }) => json).join(",")}]`;
    await this.#attempt(signal, async () => {
      await this.#connection.run(insertStatement(names), [list], signal);
    });
  }

  /** Runs an attempt and says its failure in the contract's words. */
  async #attempt(signal: AbortSignal, attempt: () => Promise<void>): Promise<void> {
    try {
      await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof SinkError) throw error;
      throw this.#outcome(error);
    }
  }

  /** Without the `cause`: what the server says in detail quotes rows. */
  #outcome(error: unknown): Error {
    const failure = judge(error, this.#connection.secrets);
    const message = `PostgreSQL${placeOf(this.settings.url)}: ${failure.message}`;
    switch (failure.kind) {
      case "data":
        return new RowFailure(message);
      case "fatal":
        return new SinkError(message, { fatal: true });
      case "missing": {
        // Somebody has dropped it; the next attempt makes it again, unless that is not ours to do.
        this.#ready = false;
        return new SinkError(message, { fatal: this.settings.create === "never" });
      }
      case "later":
        return new SinkError(message, failure.pause === null ? {} : { retryAfter: failure.pause });
    }
  }
}
