import {
  type Batch,
  defineSink,
  type Sink,
  type SinkPlugin,
  type Supports,
  t,
  type WriteResult,
} from "../../src/sink/index.ts";

type Answer = (batch: Batch, signal: AbortSignal) => WriteResult | Promise<WriteResult>;

/** Accepts everything. */
export const ACCEPT: Answer = () => ({});

/**
 * A sink that a test gives its answers to, and that remembers what it was asked. It outlives a
 * restart of its host, as the other side of a real sink does: `plugin` gives the same one again.
 */
export class FakeSink implements Sink {
  /** What was called, in order: `open`, `write`, `sync`, `close`. */
  readonly calls: string[] = [];
  /** Every batch of every attempt. */
  readonly attempts: Batch[] = [];
  /** Ids of the reports that were accepted, in order; twice where they came twice. */
  readonly accepted: string[] = [];
  /** How often a write began before the last one had ended. */
  overlaps = 0;
  onOpen: () => void | Promise<void> = () => {};
  onWrite: Answer = ACCEPT;
  onSync: () => void | Promise<void> = () => {};
  onClose: () => void | Promise<void> = () => {};
  readonly plugin: SinkPlugin;
  #writing = false;

  constructor(supports: Partial<Supports> = {}) {
    this.plugin = defineSink({
      name: "fake",
      summary: "A sink for tests.",
      config: t.Object({}),
      supports: { reader: false, idempotent: true, ...supports },
      create: () => this,
    });
  }

  /** What was accepted, each report once. */
  get distinct(): string[] {
    return [...new Set(this.accepted)];
  }

  /** From now on it answers nothing, so that a host that was abandoned does nothing more. */
  die(): void {
    const never = () => new Promise<never>(() => {});
    this.onWrite = never;
    this.onSync = never;
  }

  async open(): Promise<void> {
    this.calls.push("open");
    await this.onOpen();
  }

  async write(batch: Batch, signal: AbortSignal): Promise<WriteResult> {
    this.calls.push("write");
    this.attempts.push(batch);
    if (this.#writing) this.overlaps++;
    this.#writing = true;
    try {
      const result = await this.onWrite(batch, signal);
      const rejected = new Set(result?.rejected?.map(({ index }) => index));
      const taken = batch.reports.filter((_, index) => !rejected.has(index));
      this.accepted.push(...taken.map(({ id }) => id));
      return result;
    } finally {
      this.#writing = false;
    }
  }

  async sync(): Promise<void> {
    this.calls.push("sync");
    await this.onSync();
  }

  async close(): Promise<void> {
    this.calls.push("close");
    await this.onClose();
  }
}

/** A write that never answers until it is let go, whatever its signal says. */
export class Hang {
  readonly #gate = Promise.withResolvers<WriteResult>();
  /** The signal of the last write that hangs. */
  signal: AbortSignal | null = null;

  readonly write: Answer = (_, signal) => {
    this.signal = signal;
    return this.#gate.promise;
  };

  release(result: WriteResult = {}): void {
    this.#gate.resolve(result);
  }
}
