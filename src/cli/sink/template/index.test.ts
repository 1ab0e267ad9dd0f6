import { afterAll, test } from "bun:test";
import { testSink } from "tattle/conformance";
import plugin from "./index.ts";

/** What the other end of the wire has got: ids of reports, by the address they were posted to. */
const received = new Map<string, string[]>();

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  async fetch(request) {
    const reports: Array<{ id: string }> = JSON.parse(await request.text());
    const before = received.get(request.url) ?? [];
    received.set(request.url, [...before, ...reports.map(({ id }) => id)]);
    return new Response();
  },
});
afterAll(() => server.stop(true));

let destinations = 0;

// Every rule of the contract becomes a test of its own.
testSink({
  test,
  plugin,
  config: () => ({ url: `${server.url}${++destinations}`, token: "not-for-the-log" }),
  probe: ({ config }) => received.get(config.url) ?? [],
  outage: "fetch",
});
