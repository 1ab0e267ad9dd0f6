import { expect, test } from "bun:test";
import { join } from "node:path";
import { startReceiver } from "./testing.ts";

/** A proxy that answers by itself, and what it was asked for. */
function startProxy() {
  const asked: string[] = [];
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => {
      asked.push(request.url);
      return new Response(null, { status: 204 });
    },
  });
  const url = `http://127.0.0.1:${server.port}`;
  return { asked, url, [Symbol.asyncDispose]: () => server.stop(true) };
}

test.each([
  ["refuse", { proxy: 0, receiver: 1 }],
  ["allow", { proxy: 1, receiver: 0 }],
])("private_addresses = %p and a proxy in the environment: asked are %p", async (guard, asked) => {
  await using proxy = startProxy();
  await using receiver = startReceiver(null);
  const program = join(import.meta.dir, "proxy.child.ts");
  const child = Bun.spawn([process.execPath, program, receiver.url, guard], {
    env: { PATH: process.env.PATH, HTTP_PROXY: proxy.url, http_proxy: proxy.url },
    stderr: "inherit",
  });
  expect(await new Response(child.stdout).json()).toEqual({});
  expect({ proxy: proxy.asked.length, receiver: receiver.requests.length }).toEqual(asked);
});
