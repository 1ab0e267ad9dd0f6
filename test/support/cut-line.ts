import { connect, createServer, type Server, type Socket } from "node:net";

/** A line between a browser and a server that can be cut, and mended again under the same address. */
export class CutLine implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #cut = false;
  #port: number;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.#port = port;
  }

  /** @param port of 127.0.0.1 that the line leads to */
  static async to(port: number): Promise<CutLine> {
    const server = createServer();
    const line = new CutLine(server, port);
    server.on("connection", (socket) => line.#join(socket));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return line;
  }

  /** `http://127.0.0.1:12345` */
  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return `http://127.0.0.1:${address.port}`;
  }

  /** Ends all connections, and refuses new ones. */
  cut(): void {
    this.#cut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** @param port where it leads to from now on; default: where it did */
  mend(port = this.#port): void {
    this.#port = port;
    this.#cut = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #join(socket: Socket): void {
    if (this.#cut) {
      socket.destroy();
      return;
    }
    const other = connect(this.#port, "127.0.0.1");
    for (const end of [socket, other]) {
      this.#sockets.add(end);
      end.on("error", () => end.destroy());
      end.on("close", () => {
        this.#sockets.delete(end);
        socket.destroy();
        other.destroy();
      });
    }
    socket.pipe(other).pipe(socket);
  }
}
