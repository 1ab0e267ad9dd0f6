import type { Static, TSchema } from "@sinclair/typebox";
import type { Report } from "../report/report.ts";
import type { Clock, Fetch, Log } from "./context.ts";
import type { Erasure, ErasureStep } from "./erasure.ts";
import type { ReportReader } from "./reader.ts";
import type { Retagging, RetagStep } from "./retagging.ts";

/** Reports that are written together. The same batch comes again, id and order unchanged, until it is settled. */
export interface Batch {
  /** Stable across retries of the same reports, also after a restart. */
  readonly id: string;
  /** In order of receipt, at least one. Read-only: other sinks may see the same objects. */
  readonly reports: readonly Report[];
}

/** A report that the sink can never accept, by its index in the batch. */
export interface Rejection {
  index: number;
  /** One sentence for the operator. Must not contain secrets. */
  reason: string;
}

/** What became of a batch whose `write` resolved. */
export interface WriteResult {
  /** Left out or empty: all accepted. The host keeps the rejected ones as dead letters and goes on. */
  rejected?: Rejection[];
}

/**
 * A destination for reports.
 *
 * The host calls `open` once, then `write` any number of times but never two at once, then
 * `close` once. `write` is not called before `open` has resolved nor after `close` was called, so
 * a sink needs no locks. The host owns batching, retry, back-off, time limits and counting: a
 * sink makes one attempt and reports its outcome.
 */
export interface Sink {
  /**
   * Connects, migrates, checks credentials. Throwing means *not now* and is tried again with
   * back-off; a fatal {@link SinkError} stops the sink. `close` is called after a failed `open`
   * too and must cope with what is half open.
   */
  open(signal: AbortSignal): Promise<void>;

  /**
   * Makes one attempt to write the batch.
   *
   * - resolves `{}`: all accepted, the host goes on;
   * - resolves `{ rejected }`: those can never be accepted and become dead letters, the rest is accepted;
   * - throws: not now; the same batch comes again after a back-off that honours `retryAfter`;
   * - throws a fatal {@link SinkError}: settings or credentials are wrong; the sink is stopped and shown.
   *
   * A batch that keeps failing while others pass is bisected until the single poisonous report
   * is found. When `signal` aborts, stop and throw: the host gives up on this attempt.
   */
  write(batch: Batch, signal: AbortSignal): Promise<WriteResult>;

  /**
   * Only with `supports.deferred`: makes everything that `write` has accepted so far survive a
   * loss of power. Until it has resolved the host keeps its own durable copy. Called between
   * writes, never during one.
   */
  sync?(): Promise<void>;

  /** Releases everything. Called once, last; must not throw for what was never opened. */
  close(): Promise<void>;

  /**
   * Only with `supports.reader`: the reading side. May be called on an instance that is never
   * opened, in another thread than the one that writes.
   */
  reader?(): ReportReader;

  /**
   * Only with `supports.erase`: one short step towards forgetting reports for good, texts that only
   * they named included; counts may stay. Called between writes, never during one, again and again
   * until it says `done`. After a restart it is called anew for an erasure that was not done, and
   * for one that was done it finds nothing. Sinks that third parties write are not asked.
   */
  erase?(erasure: Erasure, signal: AbortSignal): Promise<ErasureStep>;

  /**
   * Only with `supports.retag`: one short step towards stored reports that carry the tags of the
   * noise rules that there are now. Counts by noise move along, no report and no count comes or
   * goes. Called between writes, never during one, again and again until it says `done`. Reports
   * that are written meanwhile carry such tags already. After a restart it is called anew for a
   * retagging that was not done; another id means that the rules have changed again and that the
   * one before is given up. At each start it is called for the last one once more, even where that
   * was done: then it says so at once. Sinks that third parties write are not asked.
   */
  retag?(retagging: Retagging, signal: AbortSignal): Promise<RetagStep>;

  /**
   * Only with `supports.backup`: writes a copy of everything that it keeps into one new file, as it
   * was at one moment. Called on an instance that is never opened, in another process than the one
   * that writes, which goes on meanwhile. Sinks that third parties write are not asked.
   */
  backup?(file: string): Promise<void>;

  /**
   * Only with `supports.backup`: takes the place of a sink that keeps nothing yet, from a file that
   * {@link backup} wrote. Called on an instance that is never opened, while none is. Throws where
   * something is there already, and for what a newer release wrote; then it has changed nothing.
   */
  restore?(file: string): Promise<void>;
}

/** What the host gives a sink. Nothing else of the host is reachable. */
export interface SinkContext {
  /** The sink's name in the config, unique there. */
  readonly name: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly fetch: Fetch;
  /** A folder of this sink's own, absolute. Exists before `open` is called. */
  readonly dataDir: string;
}

/** What a sink can do. The host relies on it, the conformance suite tests it. */
export interface Supports {
  /** `reader()` is there and answers the dashboard's questions. */
  reader: boolean;
  /** Writing the same report twice leaves it there once. */
  idempotent: boolean;
  /** `write` resolves before the data would survive a loss of power; `sync()` closes the gap. Default false. */
  deferred?: boolean;
  /** `backup()` and `restore()` are there. Default false. */
  backup?: boolean;
  /** `erase()` is there. Default false. */
  erase?: boolean;
  /** `retag()` is there. Default false. */
  retag?: boolean;
}

/** How many reports make a batch, unless the config says otherwise. */
export interface BatchDefaults {
  /** Reports. Default 500. */
  maxReports?: number;
  /** How long the first report of a batch may wait for others, in milliseconds. Default 1,000. */
  maxAge?: number;
}

/** A kind of sink: what an author exports by {@link defineSink}. */
export interface SinkPlugin<S extends TSchema = TSchema> {
  /** The version of this contract that the sink was written for, see {@link CONTRACT}. Default 1. */
  readonly api?: number;
  /**
   * Lower-case letters, digits and hyphens, beginning with a letter. `type = "…"` names a built-in
   * kind by it; of one that `use = "…"` names by its file, lists show it.
   */
  readonly name: string;
  /** One line of 10 to 120 characters for lists and documentation: what the sink does. */
  readonly summary: string;
  /** TypeBox schema of the sink's settings. Defaults and descriptions in it are used; `secret: true` masks a value. */
  readonly config: S;
  readonly supports: Supports;
  readonly batch?: BatchDefaults;
  /**
   * For how long after its receipt a report is kept with such settings, in milliseconds. What is
   * older is imported into no such sink: it could not tell any more whether it has counted it
   * before. Left out: for ever. Sinks that third parties write are not asked.
   */
  keeps?(config: Static<S>): number;
  /** Pure: reads nothing, opens nothing, starts nothing. All effects belong in `open`. */
  create(config: Static<S>, context: SinkContext): Sink;
}

/** Declares a sink. Returns its argument; it is there so that `config` is typed from the schema. */
export function defineSink<S extends TSchema>(plugin: SinkPlugin<S>): SinkPlugin<S> {
  return plugin;
}
