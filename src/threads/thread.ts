import { CodedError } from "../report/errors.ts";
import type { Log } from "../sink/context.ts";
import { Orphans } from "./orphans.ts";
import { type Methods, type Remote, RpcClient } from "./rpc.ts";

/** Every thread starts by this call and ends by `stop`. */
export type ThreadMethods<Setup> = Methods & { start: (setup: Setup) => unknown };

/** What a thread is started with. */
export interface ThreadOptions<Setup> {
  /** For logs and errors. */
  name: string;
  /** The root file. */
  entry: URL;
  /** Argument of the thread's `start`, a structured clone. */
  setup: Setup;
  log: Log;
  /** What the thread says unasked. */
  onMessage?: (message: unknown) => void;
  /** Called whenever one has started, before anybody can call it: whatever it was told before is gone. */
  onReady?: () => void;
}

/** How long a thread may take to start. */
const START_LIMIT = 60_000;

/** Wait before a thread that died is started again. What it needs to know is on disk. */
const RESTART_AFTER = 1_000;

/** A worker thread that is started again when it dies, and the calls to it. */
export class Thread<Setup> {
  readonly #o: ThreadOptions<Setup>;
  readonly #orphans = new Orphans();
  #worker: Worker | null = null;
  #rpc: RpcClient | null = null;
  #stopping = false;

  constructor(options: ThreadOptions<Setup>) {
    this.#o = options;
  }

  /**
   * Resolves when the thread is ready. Nothing of it is left when this rejects.
   *
   * @throws what its `start` threw, or CodedError `internal` when it died
   */
  async start(): Promise<void> {
    const worker = new Worker(this.#o.entry);
    const rpc = new RpcClient(worker);
    worker.addEventListener("message", ({ data }) => {
      if (!this.#orphans.hear(data)) this.#o.onMessage?.(data);
    });
    const died = this.#death(worker);
    died.catch((error) => {
      rpc.fail(error);
      if (this.#worker === worker) this.#restart(error);
    });
    try {
      await Promise.race([rpc.call("start", [this.#o.setup], START_LIMIT), died]);
      if (this.#stopping) throw new CodedError("internal", `${this.#title} was stopped.`);
    } catch (error) {
      worker.terminate();
      throw error;
    }
    this.#worker = worker;
    this.#rpc = rpc;
    this.#o.onReady?.();
  }

  /** Says something to the thread, if there is one. */
  post(message: unknown): void {
    this.#worker?.postMessage(message);
  }

  /** The thread's methods. A call rejects with CodedError `thread_busy` after `ms` milliseconds. */
  remote<M extends Methods>(methods: ReadonlyArray<keyof M & string>, ms: number): Remote<M> {
    const entries = methods.map((method) => [
      method,
      (...args: unknown[]) => this.#call(method, args, ms),
    ]);
    return Object.fromEntries(entries);
  }

  /** Asks the thread to stop, which may take `ms` milliseconds and a `grace` in which to close, and ends it. */
  async stop(ms: number, grace = 2_000): Promise<void> {
    this.#stopping = true;
    const worker = this.#worker;
    try {
      await this.#rpc?.call("stop", [ms], ms + grace);
    } catch (error) {
      this.#o.log.warn(`the ${this.#o.name} thread did not stop in time`, { error: String(error) });
    }
    this.#worker = null;
    this.#rpc = null;
    worker?.terminate();
  }

  get #title(): string {
    return `The ${this.#o.name} thread`;
  }

  /** Rejects when the worker has ended: by an error, or without one by `process.exit`. */
  #death(worker: Worker): Promise<never> {
    return new Promise((_, reject) => {
      const end = (why: string) =>
        reject(new CodedError("internal", `${this.#title} ended: ${why}`));
      worker.addEventListener("error", ({ message }) => end(message));
      worker.addEventListener("close", () => end("it exited"));
    });
  }

  #call(method: string, args: unknown[], ms: number): Promise<unknown> {
    if (this.#rpc) return this.#rpc.call(method, args, ms);
    return Promise.reject(new CodedError("thread_busy", `No ${this.#o.name} thread is running.`));
  }

  #restart(error: Error): void {
    this.#worker = null;
    this.#rpc = null;
    if (this.#stopping) return;
    this.#o.log.error("a thread ended and is started again", { error: error.message });
    setTimeout(() => void this.#startAgain(), RESTART_AFTER);
  }

  /** What the dead one has left must not do beside the new one what that is about to do. */
  async #startAgain(): Promise<void> {
    await this.#orphans.end();
    if (!this.#stopping) await this.start().catch((again) => this.#restart(again));
  }
}
