import { write } from "node:fs";
import { type Clock, SinkError } from "tattle/sink";

/** What one system call takes at most: the usual capacity of a pipe. */
const CHUNK_BYTES = 64 * 1024;

/** How long to wait for a reader where the descriptor does not wait by itself, in milliseconds. */
const FULL_PAUSE = 10;

/** Errors after which nobody will ever read this descriptor again. */
const GONE = ["EPIPE", "EBADF", "EIO"];

const NEWLINE = 10;

/**
 * Lines on their way to a file descriptor. Never blocks the thread: a write that waits for its
 * reader does so in the thread pool. Such a write cannot be called back, so it is remembered
 * across attempts, and no line is ever torn by a later one.
 */
export class Output {
  #bytes: Uint8Array = new Uint8Array();
  #offset = 0;
  /** Resolves when the descriptor has taken something, or with what it said instead. Never rejects. */
  #flight: Promise<NodeJS.ErrnoException | null> | null = null;

  constructor(
    private readonly fd: number,
    private readonly clock: Clock,
  ) {}

  /** Sets what {@link drain} writes next, after the end of a line that is half out already. */
  async load(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    if (this.#flight) await this.#land(signal);
    this.#bytes = Buffer.concat([this.#restOfLine(), bytes]);
    this.#offset = 0;
  }

  /**
   * Writes what is left. Throws the reason of `signal` when it aborts, a fatal {@link SinkError}
   * when the reader is gone, and a plain one for every other refusal; each time the next call goes
   * on at the very byte.
   */
  async drain(signal: AbortSignal): Promise<void> {
    while (this.#flight || this.#offset < this.#bytes.length) {
      signal.throwIfAborted();
      this.#flight ??= this.#launch();
      await this.#land(signal);
    }
  }

  #restOfLine(): Uint8Array {
    const atStart = this.#offset === 0 || this.#bytes[this.#offset - 1] === NEWLINE;
    if (atStart) return new Uint8Array();
    const end = this.#bytes.indexOf(NEWLINE, this.#offset);
    return this.#bytes.subarray(this.#offset, end + 1);
  }

  #launch(): Promise<NodeJS.ErrnoException | null> {
    const length = Math.min(CHUNK_BYTES, this.#bytes.length - this.#offset);
    return new Promise((resolve) => {
      write(this.fd, this.#bytes, this.#offset, length, null, (error, written) => {
        this.#flight = null;
        this.#offset += error ? 0 : written;
        resolve(error);
      });
    });
  }

  async #land(signal: AbortSignal): Promise<void> {
    const error = await orAbort(this.#flight, signal);
    if (!error) return;
    if (error.code === "EAGAIN") return this.clock.sleep(FULL_PAUSE, signal);
    const fatal = GONE.includes(error.code ?? "");
    const what = fatal ? "nobody reads the standard output any more" : "the standard output failed";
    throw new SinkError(`${what} (${error.code})`, { fatal, cause: error });
  }
}

/** Waits for `promise`, or throws the reason of `signal` as soon as it aborts. */
async function orAbort<T>(promise: Promise<T> | null, signal: AbortSignal): Promise<T | null> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
