import type { Fetch, Report, SinkPlugin, Static, TSchema } from "tattle/sink";

/**
 * The part of a test runner that the kit needs: `test` of bun:test, of Vitest, of Jest or of
 * node:test. Without `skip` a skipped clause becomes a test that passes and says so in its name.
 */
export interface TestRunner {
  /** @param limit milliseconds after which the runner itself may give up; the kit does earlier */
  (name: string, run: () => Promise<void>, limit: number): unknown;
  skip?(name: string, run: () => void): unknown;
}

/** Where one instance of the sink writes: what `create` was given. */
export interface Home<C = unknown> {
  /** The settings, defaults applied. */
  readonly config: C;
  /** The folder of this instance, absolute. Removed after the clause. */
  readonly dataDir: string;
}

/** Makes the destination unreachable, or unwilling, and well again. */
export interface Outage<C = unknown> {
  /**
   * Called for each instance of the clause, open or not opened yet. Once it has resolved nothing
   * that is written arrives until {@link end}.
   */
  begin(home: Home<C>): void | Promise<void>;
  /**
   * Called for each instance that {@link begin} or {@link refuse} was called for, also when the
   * clause has failed.
   */
  end(home: Home<C>): void | Promise<void>;
  /**
   * As {@link begin}, but the destination stays reachable: it answers every write with an error
   * and keeps nothing of it until {@link end}. A full disk, a right that was taken away.
   */
  refuse?(home: Home<C>): void | Promise<void>;
}

/** What {@link testSink} needs to know of a sink. Without an optional member the clauses that need it are skipped, and say what they lack. */
export interface TestSinkOptions<S extends TSchema = TSchema> {
  /** Registers one test: give it the `test` of the runner. */
  test: TestRunner;
  /** What the sink's file exports by `defineSink`. */
  plugin: SinkPlugin<S>;
  /**
   * The settings as `create` gets them (durations in milliseconds, sizes in bytes, secrets as
   * text), or a function that gives them. It is called for every instance that must not share
   * its destination with another, so a fresh table, topic or server for each is best. Defaults of
   * the schema are applied. Paths in it should be absolute: the working folder changes.
   */
  config: Partial<Static<S>> | (() => Partial<Static<S>> | Promise<Partial<Static<S>>>);
  /**
   * The ids of all reports that the destination of `home` holds at this moment, an id twice
   * where it holds the report twice. Looks at the destination itself, not at the sink, which may
   * be open or closed. Reports of other clauses in it do no harm.
   */
  probe?(home: Home<Static<S>>): readonly string[] | Promise<readonly string[]>;
  /** How long the destination may take until it shows what was written, in milliseconds. Default 0. */
  lag?: number;
  /**
   * How to make the destination unreachable. `"fetch"` for a sink that reaches it through
   * `context.fetch` and in no other way: the kit then lets requests fail in all the ways that
   * HTTP knows.
   */
  outage?: "fetch" | Outage<Static<S>>;
  /** What `context.fetch` is. Default: the runtime's own. */
  fetch?: Fetch;
  /** For a sink that by design leaves some reports out: whether this one has to arrive. Default: all. */
  delivers?(report: Report): boolean;
  /** Makes a report, of one that would be accepted, that the destination can never accept. */
  unacceptable?(report: Report): Report;
  /** For a sink whose destination is the standard output. Default false. */
  prints?: boolean;
  /** Called when an instance's clause is over, also when it failed: drops tables, stops servers. */
  cleanUp?(home: Home<Static<S>>): void | Promise<void>;
  /** How long one clause may take, in milliseconds. Default 10,000. */
  limit?: number;
}

/** What a clause cannot be tested without. */
export type Need =
  | "probe"
  | "outage"
  | "fetch"
  | "refusal"
  | "idempotent"
  | "reader"
  | "erase"
  | "retag"
  | "unacceptable"
  | "secrets"
  | "silence";

/** One rule of the contract. */
export interface ClauseInfo {
  /** Stable: `group/rule`. */
  readonly id: string;
  /** The rule as a sentence, the subject left out: "writes every report of a full batch". */
  readonly rule: string;
  /** Where one of them is missing the clause is skipped. */
  readonly needs?: readonly Need[];
}
