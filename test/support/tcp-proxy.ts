import { connect, createServer, type Server, type Socket } from "node:net";

/** What lies between a browser and Tattle, and can be bad: slow, or gone. */
export class TcpProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #away = false;
  /** What each piece of an answer waits for, in milliseconds. */
  delay = 0;

  private constructor(readonly target: number) {
    this.#server = createServer((client) => this.#join(client));
  }

  static async open(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await new Promise<void>((listening) => proxy.#server.listen(0, "127.0.0.1", () => listening()));
    return proxy;
  }

  get origin(): string {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("it does not listen");
    return `http://127.0.0.1:${address.port}`;
  }

  /** Breaks every connection off, and lets no other through until this is `false` again. */
  set away(away: boolean) {
    this.#away = away;
    if (away) for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.away = true;
    await new Promise((closed) => this.#server.close(closed));
  }

  #join(client: Socket): void {
    if (this.#away) return void client.destroy();
    const server = connect(this.target, "127.0.0.1");
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
    client.on("data", (bytes) => server.write(bytes));
    server.on("data", (bytes) => {
      // Equal waits, so that pieces keep their order.
      if (this.delay === 0) client.write(bytes);
      else setTimeout(() => client.destroyed || client.write(bytes), this.delay);
    });
  }
}
