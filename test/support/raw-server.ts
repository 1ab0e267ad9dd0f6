import { createServer, type Socket } from "node:net";

/** Starts a server that says to each connection's request what `answer` writes to the socket. */
export async function startRawServer(
  answer: (socket: Socket) => void,
): Promise<AsyncDisposable & { readonly url: string; readonly written: () => number }> {
  const sockets = new Set<Socket>();
  let closedBytes = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    // The other side may go away in the middle, which is what some tests are about.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      closedBytes += socket.bytesWritten;
      sockets.delete(socket);
    });
    socket.once("data", () => answer(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}/`,
    written: () => closedBytes,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
