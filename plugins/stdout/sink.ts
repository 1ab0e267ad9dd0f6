import { type Batch, type Clock, ndjsonLine, type Sink, type WriteResult } from "tattle/sink";
import { Output } from "./output.ts";

/** Writes one line of JSON per report to a file descriptor. */
export class StdoutSink implements Sink {
  readonly #output: Output;
  /** The batch that is not completely written yet. */
  #unfinished: string | null = null;

  constructor(fd: number, clock: Clock) {
    this.#output = new Output(fd, clock);
  }

  async open(): Promise<void> {}

  /** A batch that comes again goes on where it was interrupted; another one begins on a new line. */
  async write(batch: Batch, signal: AbortSignal): Promise<WriteResult> {
    signal.throwIfAborted();
    if (this.#unfinished !== batch.id) {
      await this.#output.load(Buffer.from(batch.reports.map(ndjsonLine).join("")), signal);
      this.#unfinished = batch.id;
    }
    await this.#output.drain(signal);
    this.#unfinished = null;
    return {};
  }

  async close(): Promise<void> {}
}
