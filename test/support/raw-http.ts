import { connect, type Socket } from "node:net";

/** An answer as it came off the socket. */
export interface RawAnswer {
  status: number;
  headers: Headers;
  body: string;
}

export interface RawRequest {
  method?: string;
  path?: string;
  /** In this order, and nothing but `Host` and `Content-Length` is added where they are missing. */
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}

/** How long an answer may take, in milliseconds. */
const LIMIT = 30_000;

/**
 * A connection that sends whatever it is told to, which `fetch` would not. Answers are parsed
 * as they come; `using` closes it.
 */
export class RawConnection implements Disposable {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #open = true;
  #changed = Promise.withResolvers<void>();

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#change();
    });
    socket.on("error", () => {});
    for (const event of ["end", "close"]) {
      socket.on(event, () => {
        this.#open = false;
        this.#change();
      });
    }
  }

  /** @param port of 127.0.0.1, or the path of a unix socket */
  static open(port: number | string): Promise<RawConnection> {
    return new Promise((resolve, reject) => {
      const target = typeof port === "number" ? { host: "127.0.0.1", port } : { path: port };
      const socket = connect({ ...target, noDelay: true });
      socket.once("error", reject);
      socket.once("connect", () => resolve(new RawConnection(socket)));
    });
  }

  /** False once the other end has closed it. */
  get open(): boolean {
    return this.#open;
  }

  /** Resolves when the bytes are on their way, or the connection is gone. */
  send(bytes: string | Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.destroyed) return resolve();
      this.#socket.once("close", resolve);
      this.#socket.write(bytes, () => {
        this.#socket.off("close", resolve);
        resolve();
      });
    });
  }

  /** The next answer; `null` when the connection was closed without one. Throws when nothing comes. */
  async answer(limit = LIMIT): Promise<RawAnswer | null> {
    const deadline = performance.now() + limit;
    for (;;) {
      const parsed = parseAnswer(this.#received);
      if (parsed !== null) {
        this.#received = this.#received.subarray(parsed.length);
        return parsed.answer;
      }
      if (!this.#open) return null;
      await this.#wait(deadline);
    }
  }

  /** Resolves when the other end has closed. Throws when it does not. */
  async closed(limit = LIMIT): Promise<void> {
    const deadline = performance.now() + limit;
    while (this.#open) await this.#wait(deadline);
  }

  /** Says that nothing more will be sent. */
  end(): void {
    this.#socket.end();
  }

  /** Closes at once. */
  [Symbol.dispose](): void {
    this.#socket.destroy();
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }

  async #wait(deadline: number): Promise<void> {
    const left = deadline - performance.now();
    if (left <= 0) throw new Error(`no answer and no end: ${this.#received.toString()}`);
    await Promise.race([this.#changed.promise, Bun.sleep(left)]);
  }
}

/** A request as bytes. */
export function requestBytes(request: RawRequest): Uint8Array {
  const { method = "POST", path = "/report/", headers = {}, body = "" } = request;
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  if (!names.has("host")) lines.unshift("Host: 127.0.0.1");
  if (!names.has("content-length") && !names.has("transfer-encoding")) {
    lines.push(`Content-Length: ${bytes.length}`);
  }
  return Buffer.concat([
    Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`),
    bytes,
  ]);
}

/** One request on a connection of its own; `null` when it was closed without an answer. */
export async function exchange(
  port: number | string,
  request: RawRequest | string | Uint8Array,
): Promise<RawAnswer | null> {
  using connection = await RawConnection.open(port);
  const bytes = typeof request === "string" || request instanceof Uint8Array;
  void connection.send(bytes ? request : requestBytes(request));
  return await connection.answer();
}

/** The first answer in the bytes and how many of them it takes; `null` while it is incomplete. */
function parseAnswer(bytes: Buffer): { answer: RawAnswer; length: number } | null {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return null;
  const [start = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const headers = new Headers(
    lines.map((line): [string, string] => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }),
  );
  const status = Number(start.split(" ")[1]);
  const length = status === 204 ? 0 : Number(headers.get("content-length") ?? 0);
  const from = end + 4;
  if (bytes.length < from + length) return null;
  const body = bytes.toString("utf8", from, from + length);
  return { answer: { status, headers, body }, length: from + length };
}
