/**
 * Load generator, run as a process of its own: keeps N connections busy with one request each for
 * a bounded time and prints what came back as JSON. Loopback only.
 *
 *     bun test/bench/load.ts PORT CONNECTIONS SECONDS plain|browser
 */
import { reportRequest } from "./request.ts";

const [port = 0, connections = 1, seconds = 1] = process.argv.slice(2, 5).map(Number);
const request = Buffer.from(reportRequest(process.argv[5] === "browser" ? "browser" : "plain"));
const until = performance.now() + seconds * 1_000;
const latencies: number[] = [];
let accepted = 0;
let refused = 0;
let open = connections;

interface Connection {
  sentAt: number;
}

function send(socket: Bun.Socket<Connection>): void {
  socket.data.sentAt = performance.now();
  socket.write(request);
}

function finish(): void {
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0;
  const result = { accepted, refused, p50: at(0.5), p99: at(0.99) };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

for (let i = 0; i < connections; i++) {
  void Bun.connect<Connection>({
    hostname: "127.0.0.1",
    port,
    data: { sentAt: 0 },
    socket: {
      open: send,
      // An answer to one of these requests is a few hundred bytes and comes in one piece.
      data(socket, chunk) {
        if (chunk.toString("latin1", 9, 12) === "204") accepted++;
        else refused++;
        const now = performance.now();
        latencies.push(now - socket.data.sentAt);
        if (now < until) send(socket);
        else socket.end();
      },
      close() {
        open--;
        if (open === 0) finish();
      },
      error: (socket) => socket.terminate(),
    },
  });
}
