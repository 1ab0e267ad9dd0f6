import type { GeneralConfig } from "../config/index.ts";
import { CodedError } from "../report/errors.ts";
import type { Io } from "./io.ts";
import { send } from "./server.ts";

/** For so long a running Tattle may take nothing of a file, in milliseconds. It gives up earlier. */
const PATIENCE = 180_000;

/**
 * Posts what may be as long as it likes, as fast as it is taken. Throws a CodedError that says
 * what to do.
 */
export async function upload(
  config: GeneralConfig,
  url: string | undefined,
  io: Io,
  path: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<unknown> {
  const control = new AbortController();
  const patience = setTimeout(() => control.abort(new Error("nothing was taken")), PATIENCE);
  const sending = new Sending(chunks, () => patience.refresh());
  try {
    const init = { method: "POST", body: sending.body, signal: control.signal } as const;
    const { response } = await send(config, url, io, path, init);
    return await response.json();
  } catch (cause) {
    throw asFailure(cause, sending);
  } finally {
    clearTimeout(patience);
  }
}

/** A file on its way, and how that goes. */
class Sending {
  readonly body: ReadableStream<Uint8Array>;
  /** Something of it was taken. */
  begun = false;
  /** Why it could not be read to its end. */
  failure: CodedError | null = null;
  readonly #iterator: AsyncIterator<Uint8Array>;
  readonly #onTaken: () => void;

  constructor(chunks: AsyncIterable<Uint8Array>, onTaken: () => void) {
    this.#iterator = chunks[Symbol.asyncIterator]();
    this.#onTaken = onTaken;
    let left = false;
    this.body = new ReadableStream<Uint8Array>(
      {
        pull: async (out) => {
          const chunk = await this.#next();
          // An answer that comes before the end leaves the rest.
          if (left) return;
          if (this.failure !== null) out.error(this.failure);
          else if (chunk === null) out.close();
          else out.enqueue(chunk);
        },
        cancel: async () => {
          left = true;
          await this.#iterator.return?.();
        },
      },
      { highWaterMark: 0 },
    );
  }

  /** `null` after the last one, and for a failure. */
  async #next(): Promise<Uint8Array | null> {
    this.#onTaken();
    try {
      const { value, done } = await this.#iterator.next();
      if (done) return null;
      this.begun = true;
      return value;
    } catch (cause) {
      const message = `the file could not be read to its end: ${cause}`;
      this.failure = new CodedError("import_unreadable", message, { cause });
      return null;
    }
  }
}

/** What a running Tattle says of it comes first, then what is wrong with the file. */
function asFailure(cause: unknown, { begun, failure }: Sending): unknown {
  if (cause instanceof CodedError && cause.code !== "server_unreachable") return cause;
  if (failure !== null) return failure;
  if (cause instanceof CodedError && !begun) return cause;
  return new CodedError("import_broken", "the running Tattle did not take it to its end", {
    cause,
  });
}
