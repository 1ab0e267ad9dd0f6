import { afterAll, test } from "bun:test";
import { testSink } from "tattle/conformance";
import plugin from "./index.ts";
import { SECRET, startReceiver } from "./testing.ts";

const receiver = startReceiver(SECRET);
afterAll(() => receiver[Symbol.asyncDispose]());

const BODIES = ["batch", "single"] as const;
for (const body of BODIES) {
  testSink({
    test,
    plugin: { ...plugin, name: `${plugin.name}-${body}` },
    config: {
      url: new URL("/services/A-SECRET-PATH?token=a-secret%20token", receiver.url).href,
      secret: SECRET,
      body,
      headers: { Authorization: "Bearer hunter2-hunter2" },
      private_addresses: "allow",
    },
    probe: () => receiver.reports(),
    outage: "fetch",
  });
}
