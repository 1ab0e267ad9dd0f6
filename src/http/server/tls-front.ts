import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/**
 * Most connections at one time; further ones are closed at once. Each holds two files and its
 * buffers, and one that sends nothing costs its client nothing.
 */
const MAX_CONNECTIONS = 10_000;

/** How long a client may take to close once the inner server has ended, in milliseconds. */
const LINGER = 5_000;

/**
 * A TCP listener that hands every connection on, unread, to a server on the loopback. With TLS it
 * stands before the HTTP server: a renewed certificate needs a new server in Bun, and this is
 * what lets connections go to the new one while those of the old one end in their own time.
 */
export class TlsFront {
  readonly #server: Server;
  /** Client address by the local port of the inner connection, which is what the inner server sees. */
  readonly #clients = new Map<number, string>();
  readonly #linger: number;
  #target: number;

  private constructor(server: Server, target: number, linger: number) {
    this.#server = server;
    this.#target = target;
    this.#linger = linger;
  }

  /**
   * @param target port of the inner server on 127.0.0.1
   * @param linger how long a client may take to close once the inner server has ended, in milliseconds
   * @throws the error of `listen`, with its `code`
   */
  static async listen(
    hostname: string,
    port: number,
    target: number,
    linger = LINGER,
  ): Promise<TlsFront> {
    const server = createServer({ noDelay: true, allowHalfOpen: true });
    server.maxConnections = MAX_CONNECTIONS;
    const front = new TlsFront(server, target, linger);
    server.on("connection", (client) => front.#forward(client));
    await new Promise<void>((resolve, reject) => {
      // Stays for good: a connection that could not be accepted later must not end the process.
      server.on("error", reject);
      server.listen(port, hostname, () => resolve());
    });
    return front;
  }

  get port(): number {
    const address: AddressInfo | string | null = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** Connections from now on go to another inner server. */
  retarget(port: number): void {
    this.#target = port;
  }

  /** The address of the client whose connection the inner server sees as coming from this port. */
  clientOf(port: number): string | null {
    return this.#clients.get(port) ?? null;
  }

  /** Takes no further connections. Those that are open go on. */
  close(): void {
    this.#server.close();
  }

  #forward(client: Socket): void {
    const inner = connect({
      host: "127.0.0.1",
      port: this.#target,
      noDelay: true,
      allowHalfOpen: true,
    });
    inner.once("connect", () => {
      const { localPort } = inner;
      if (localPort === undefined || client.remoteAddress === undefined) return;
      this.#clients.set(localPort, client.remoteAddress);
      inner.once("close", () => this.#clients.delete(localPort));
    });
    client.pipe(inner);
    inner.pipe(client);
    // The inner server's idle timeout ends only its half; a client that ignores it would stay for ever.
    inner.once("end", () => {
      const timer = setTimeout(() => client.destroy(), this.#linger);
      client.once("close", () => clearTimeout(timer));
    });
    // Either end may go at any time; what is left of the other is of no use.
    client.on("error", () => inner.destroy());
    inner.on("error", () => client.destroy());
    client.on("close", () => inner.destroy());
    inner.on("close", () => client.destroy());
  }
}
