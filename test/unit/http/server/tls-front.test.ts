import { afterEach, expect, test } from "bun:test";
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { TlsFront } from "../../../../src/http/server/tls-front.ts";

const HOST = "127.0.0.1";

const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A server that ends its half of each connection at once, as an idle timeout does, and waits for the other. */
async function endingServer(): Promise<{ server: Server; port: number }> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => {});
    socket.resume();
    socket.end("bye");
  });
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  closers.push(() => server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { server, port: address.port };
}

/** A client that never closes by itself. */
function stubbornClient(port: number): Socket {
  const client = connect({ host: HOST, port, allowHalfOpen: true });
  client.on("error", () => {});
  closers.push(() => client.destroy());
  return client;
}

test("a client that does not close after the inner server has ended is cut off", async () => {
  const { server, port } = await endingServer();
  const front = await TlsFront.listen(HOST, 0, port, 20);
  closers.push(() => front.close());
  const accepted = once(server, "connection");
  const client = stubbornClient(front.port);
  const texts: string[] = [];
  client.on("data", (data) => texts.push(String(data)));
  const [inner]: Socket[] = await accepted;
  if (inner === undefined) throw new Error("no connection");
  // Nobody but the front can close it: the client keeps its half open.
  await once(inner, "close");
  expect(texts.join("")).toBe("bye");
});
