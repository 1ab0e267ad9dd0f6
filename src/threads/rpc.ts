import { CodedError, ERRORS, type ErrorCode } from "../report/errors.ts";

/** One end of a channel between two threads: a Worker as its owner sees it, or `self` inside it. */
export interface Port {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
}

/** An error as it crosses a thread: classes do not survive, codes and names do. */
interface WireError {
  name: string;
  message: string;
  code: string | null;
}

type Wire =
  | { rpc: "call"; id: number; method: string; args: unknown[] }
  | { rpc: "result"; id: number; value: unknown }
  | { rpc: "error"; id: number; error: WireError };

interface Pending {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
  timer: ReturnType<typeof setTimeout>;
}

/** Methods that one thread offers to another. Arguments and results are structured clones. */
export type Methods = Record<string, (...args: never[]) => unknown>;

/** The other thread's methods as promises. */
export type Remote<M extends Methods> = {
  [K in keyof M]: (...args: Parameters<M[K]>) => Promise<Awaited<ReturnType<M[K]>>>;
};

/** Answers the other side's calls with `methods`. */
export function serveRpc(port: Port, methods: Methods): void {
  const table = new Map(Object.entries(methods));
  port.addEventListener("message", ({ data }: MessageEvent<Wire>) => {
    if (data?.rpc !== "call") return;
    const { id, method, args } = data;
    void Promise.try(() => {
      const called = table.get(method);
      if (!called) throw new Error(`No method ${method}.`);
      return called(...(args as never[]));
    })
      // A result that cannot be cloned is an error like any other.
      .then((value) => port.postMessage({ rpc: "result", id, value }))
      .catch((error) => port.postMessage({ rpc: "error", id, error: toWire(error) }));
  });
}

/** Calls the other thread. */
export class RpcClient {
  readonly #port: Port;
  readonly #pending = new Map<number, Pending>();
  #next = 0;

  constructor(port: Port) {
    this.#port = port;
    port.addEventListener("message", ({ data }: MessageEvent<Wire>) => {
      if (data?.rpc !== "result" && data?.rpc !== "error") return;
      const pending = this.#pending.get(data.id);
      if (!pending) return;
      this.#forget(data.id, pending);
      if (data.rpc === "result") pending.resolve(data.value);
      else pending.reject(fromWire(data.error));
    });
  }

  /**
   * @param ms how long to wait for the answer
   * @throws what the method threw, or CodedError `thread_busy` when no answer came in time
   */
  call(method: string, args: unknown[], ms: number): Promise<unknown> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#port.postMessage({ rpc: "call", id, method, args });
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new CodedError("thread_busy", `No answer to ${method} within ${ms} ms.`));
      }, ms);
      this.#pending.set(id, { resolve, reject, timer });
    });
  }

  /** The other side is gone: every call under way fails. */
  fail(error: Error): void {
    for (const [id, pending] of this.#pending) {
      this.#forget(id, pending);
      pending.reject(error);
    }
  }

  #forget(id: number, { timer }: Pending): void {
    clearTimeout(timer);
    this.#pending.delete(id);
  }
}

function toWire(error: unknown): WireError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error), code: null };
  const code = error instanceof CodedError ? error.code : null;
  return { name: error.name, message: error.message, code };
}

function fromWire({ name, message, code }: WireError): Error {
  if (code !== null && isErrorCode(code)) return new CodedError(code, message);
  return name === "RangeError" ? new RangeError(message) : new Error(message);
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}
