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
    throw sending.failure ?? brokenOff(cause, sending.begun);
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

  constructor(chunks: AsyncIterable<Uint8Array>, onTaken: () => void) {
    const iterator = chunks[Symbol.asyncIterator]();
    this.body = new ReadableStream<Uint8Array>(
      {
        pull: async (out) => {
          onTaken();
          try {
            const { value, done } = await iterator.next();
            if (done) return out.close();
            this.begun = true;
            out.enqueue(value);
          } catch (cause) {
            this.failure = new CodedError("import_unreadable", `the file broke off: ${cause}`, {
              cause,
            });
            out.error(cause);
          }
        },
        cancel: async () => void (await iterator.return?.()),
      },
      { highWaterMark: 0 },
    );
  }
}

function brokenOff(cause: unknown, begun: boolean): unknown {
  const unreachable = cause instanceof CodedError && cause.code === "server_unreachable";
  if (cause instanceof CodedError && !(unreachable && begun)) return cause;
  return new CodedError("import_broken", "the running Tattle did not take it to its end", {
    cause,
  });
}
