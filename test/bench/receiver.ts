/**
 * The other side of sinks that speak HTTP, as a process of its own: takes whatever is sent, thanks
 * for it as each protocol wants, and looks at nothing. Prints its port.
 */
const ANSWERS: Readonly<Record<string, () => Response>> = {
  "/hook": () => new Response(null, { status: 204 }),
  "/v1/logs": () => new Response(null, { headers: { "content-type": "application/x-protobuf" } }),
  "/batch/": () => Response.json({ status: "Ok" }),
};

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  maxRequestBodySize: 1 << 30,
  async fetch(request) {
    await request.bytes();
    const answer = ANSWERS[new URL(request.url).pathname];
    return answer?.() ?? new Response(null, { status: 404 });
  },
});
process.stdout.write(`${server.port}\n`);
