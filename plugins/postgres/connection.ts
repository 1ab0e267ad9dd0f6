import { SQL } from "bun";
import type { SinkContext } from "tattle/sink";
import { excerpt } from "./failure.ts";
import { misconfigured, overrides, type Settings } from "./settings.ts";

/** A connection that nothing was sent on for so long is closed, in seconds. The next batch makes a new one. */
const IDLE = 60;

/** How long a statement may wait for somebody's lock, in milliseconds. */
const LOCK_TIMEOUT = 10_000;

/** How long a cancelled statement may take to end before its connection is cut, in milliseconds. */
const GRACE = 1_000;

/** A row of a result. */
export type Row = Record<string, unknown>;

/** Runs a statement and gives its rows. The text is never made of data. */
export type Run = (statement: string, ...values: unknown[]) => Promise<Row[]>;

/**
 * The connection of one sink. It is made when it is needed and given up after every failure, so
 * that a failover, a restart or a half-open line costs one attempt. Throws what Bun's client
 * throws, and an aborted signal's reason.
 */
export class Connection {
  #client: SQL | null = null;

  constructor(
    private readonly settings: Settings,
    private readonly clock: SinkContext["clock"],
  ) {}

  /** What must not be shown of the settings. */
  get secrets(): string[] {
    const { url } = this.settings;
    const written = /^[^:]*:\/\/[^/?#:]*:([^/?#]*)@/.exec(url)?.[1];
    const parameter = /[?&](?:ssl)?password=([^&#]*)/.exec(url)?.[1];
    const raw = [written, parameter].filter((text) => text !== undefined && text !== "");
    return [url, ...raw.flatMap((text = "") => [text, decoded(text)])];
  }

  /** Runs one statement, which is a transaction of its own. When `signal` aborts it is cancelled. */
  async run(statement: string, values: unknown[], signal: AbortSignal): Promise<Row[]> {
    return this.#attempt(signal, (client) => {
      const query = client.unsafe<Row[]>(statement, values);
      return { done: query.execute(), cancel: () => void query.cancel() };
    });
  }

  /** Runs `work` in a transaction. When `signal` aborts, the connection is cut and nothing of it stays. */
  async transaction(work: (run: Run) => Promise<void>, signal: AbortSignal): Promise<void> {
    return this.#attempt(signal, (client) => ({
      done: client.begin((tx) => work((statement, ...values) => tx.unsafe(statement, values))),
      cancel: () => this.#cut(client),
    }));
  }

  /** Closes the connection at once. */
  async close(): Promise<void> {
    if (this.#client !== null) await this.#cut(this.#client);
  }

  async #attempt<T>(
    signal: AbortSignal,
    start: (client: SQL) => { done: Promise<T>; cancel: () => void },
  ): Promise<T> {
    signal.throwIfAborted();
    const client = this.#open();
    const { done, cancel } = start(client);
    const settled = new AbortController();
    const abort = async () => {
      cancel();
      await this.clock.sleep(GRACE, settled.signal);
      if (!settled.signal.aborted) await this.#cut(client);
    };
    signal.addEventListener("abort", abort, { once: true });
    try {
      return await done;
    } catch (error) {
      await this.#cut(client);
      signal.throwIfAborted();
      throw error;
    } finally {
      settled.abort();
      signal.removeEventListener("abort", abort);
    }
  }

  #open(): SQL {
    this.#client ??= this.#make();
    return this.#client;
  }

  /** Connects to nothing yet; whatever this throws is about the settings. */
  #make(): SQL {
    const { url, connect_timeout: connect, statement_timeout: limit } = this.settings;
    const limits = { statement_timeout: limit, lock_timeout: Math.min(LOCK_TIMEOUT, limit) };
    const overriding = overrides(url);
    try {
      return new SQL(url, {
        ...overriding,
        max: 1,
        idleTimeout: IDLE,
        connectionTimeout: connect / 1_000,
        connection: { application_name: "tattle", ...(limit > 0 ? limits : {}) },
      });
    } catch (error) {
      throw misconfigured(`\`url\` cannot be used: ${excerpt(error, this.secrets)}`);
    }
  }

  async #cut(client: SQL): Promise<void> {
    if (this.#client === client) this.#client = null;
    await client.close({ timeout: 0 });
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
