import type { Socket, SocketHandler } from "bun";

declare module "bun" {
  /** Left out in the types that declare its options. */
  function connect<Data = undefined>(options: FdSocketOptions<Data>): Promise<Socket<Data>>;
}

/** One end of a channel. */
export interface ChannelOptions {
  /** One end of a pair of sockets. */
  fd: number;
  /** Bytes of a line that are kept while its end is missing, asked again for each part of it. */
  longest: () => number;
  /** One line, without its end. */
  onMessage: (line: Uint8Array) => void;
  /** A line has no end within the longest. The channel is closed. */
  onTooLong: () => void;
  /** The other side is gone. Called once, and not after `close`. */
  onClose: (why: string) => void;
}

const NEWLINE = 10;

/** A message as it crosses. @throws what `JSON.stringify` throws */
export function lineOf(message: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(message)}\n`);
}

/**
 * JSON texts, one a line, over a pair of sockets. Not Bun's own channel: that one keeps a message
 * of any length until it ends, and is reachable as `process.send` by the code in the child.
 */
export class Channel {
  readonly #o: ChannelOptions;
  #socket: Socket | null = null;
  readonly #out: Uint8Array[] = [];
  readonly #in: Uint8Array[] = [];
  #received = 0;
  #closed = false;

  constructor(options: ChannelOptions) {
    this.#o = options;
    const handlers: SocketHandler = {
      open: (opened: Socket) => {
        this.#socket = opened;
        this.#flush();
      },
      data: (_: Socket, chunk: Buffer) => this.#take(chunk),
      drain: () => this.#flush(),
      end: () => this.#end("its channel was closed"),
      close: () => this.#end("its channel was closed"),
      error: (_: Socket, error: Error) => this.#end(error.message),
    };
    Bun.connect({ fd: options.fd, socket: handlers }).catch((error) => this.#end(String(error)));
  }

  /** @param line as {@link lineOf} makes it; kept until the other side takes it */
  send(line: Uint8Array): void {
    if (this.#closed) return;
    this.#out.push(line);
    if (this.#out.length === 1) this.#flush();
  }

  /** Ends it for both sides. What was not taken by then is lost. */
  close(): void {
    this.#closed = true;
    this.#socket?.terminate();
  }

  #flush(): void {
    for (let line = this.#out[0]; line !== undefined; line = this.#out[0]) {
      const written = this.#socket?.write(line) ?? 0;
      if (written <= 0) return;
      if (written === line.length) this.#out.shift();
      else this.#out[0] = line.subarray(written);
    }
  }

  #take(chunk: Uint8Array): void {
    let rest = chunk;
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      const line = rest.subarray(0, end);
      rest = rest.subarray(end + 1);
      const whole = this.#in.length === 0 ? line : Buffer.concat([...this.#in, line]);
      this.#in.length = 0;
      this.#received = 0;
      this.#o.onMessage(whole);
      if (this.#closed) return;
    }
    if (rest.length === 0) return;
    this.#in.push(rest);
    this.#received += rest.length;
    if (this.#received <= this.#o.longest()) return;
    this.close();
    this.#o.onTooLong();
  }

  #end(why: string): void {
    if (this.#closed) return;
    this.close();
    this.#o.onClose(why);
  }
}
